package fr.mssgw.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.junit.jupiter.api.Test;

/** Who may import whom (docs/adr/0002), each rule with its reason. Plain tests, so that Surefire counts them. */
class ArchitectureTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("fr.mssgw");

    @Test
    void jamesTypesStayInTheJamesPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fr.mssgw..james..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.james.protocols..",
                        "org.apache.james.imap..",
                        "org.apache.james.imapserver..",
                        "org.apache.james.mailbox..",
                        "org.apache.james.events..",
                        "org.apache.james.core..",
                        "javax.mail..",
                        "io.netty..")
                .because("rules stay testable without a mail server (docs/adr/0001)")
                .check(PRODUCTION);
    }

    @Test
    void theCoreKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("fr.mssgw.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "fr.mssgw.core..",
                        "java..",
                        "javax.naming..",
                        "javax.net.ssl..",
                        "javax.security.auth..",
                        "org.jspecify..")
                .because("the flows and rules must outlive every framework (docs/adr/0002)")
                .check(PRODUCTION);
    }

    @Test
    void thePatientRulesKnowNothingButTheCore() {
        classes()
                .that()
                .resideInAPackage("fr.mssgw.patient..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("fr.mssgw.patient..", "fr.mssgw.core..", "java..", "org.jspecify..")
                .because("what a patient may do is a legal rule, not an adapter's (docs/adr/0003)")
                .check(PRODUCTION);
    }

    @Test
    void whatAPatientMayDoIsDecidedByPureFunctions() {
        noClasses()
                .that()
                .resideInAPackage("fr.mssgw.patient.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("fr.mssgw.core.port..", "fr.mssgw.core.flow..", "java.io..", "java.net..")
                .because("the table docs/patient-rules.md is all there is to know of them (docs/adr/0004)")
                .check(PRODUCTION);
    }

    @Test
    void bouncyCastleStaysInItsPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackages("fr.mssgw.certs.bouncycastle..", "fr.mssgw.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .because("the library may be replaced, the meaning of a signature may not (docs/adr/0007)")
                .check(PRODUCTION);
    }

    @Test
    void sqlStaysInTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages("fr.mssgw.store..", "fr.mssgw.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "org.postgresql..", "java.sql..", "javax.sql..", "com.zaxxer..")
                .because("one place knows the tables (docs/adr/0005); a benchmark fills them by the million")
                .check(PRODUCTION);
    }

    @Test
    void adaptersDoNotKnowOneAnother() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "fr.mssgw.smtp..",
                        "fr.mssgw.relay..",
                        "fr.mssgw.certs..",
                        "fr.mssgw.store..",
                        "fr.mssgw.patient..",
                        "fr.mssgw.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("fr.mssgw.imap..", "fr.mssgw.app..", "fr.mssgw.sandbox..")
                .because("adapters meet in the application's wiring only (docs/adr/0002)")
                .check(PRODUCTION);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "fr.mssgw.smtp..",
                        "fr.mssgw.imap..",
                        "fr.mssgw.store..",
                        "fr.mssgw.patient..",
                        "fr.mssgw.relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("fr.mssgw.certs..", "fr.mssgw.config..")
                .because("adapters meet in the application's wiring only (docs/adr/0002)")
                .check(PRODUCTION);
    }

    @Test
    void linesOfTheLogAreWrittenByTheEncoderThatMasksMatricules() {
        noClasses()
                .that()
                .haveNameNotMatching("fr\\.mssgw\\.app\\.MaskedLines(\\$.*)?") // and the layout inside it
                .and()
                .doNotHaveFullyQualifiedName("fr.mssgw.app.LogFile")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .because("MaskedLines is the one way into the log (SECURITY.md)")
                .check(PRODUCTION);
    }

    @Test
    void nothingIsPrintedOrLoggedBesideTheLog() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fr.mssgw.bench..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .because("what a service manager collects is masked as the log is; commands print by picocli")
                .check(PRODUCTION);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("fr.mssgw.app.LibraryLog")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("the standard error would show what the log masks")
                .check(PRODUCTION);
    }

    @Test
    void whatSmtpRepliesIsMadeOfRepliesWhichMaskMatricules() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("fr.mssgw.smtp.james.GatewaySession")
                .and()
                .doNotHaveFullyQualifiedName("fr.mssgw.smtp.james.HelloCommand")
                .and()
                .doNotHaveFullyQualifiedName("fr.mssgw.smtp.james.AuthCommand")
                .should()
                .callConstructor(SMTPResponse.class, String.class, CharSequence.class)
                .orShould()
                .callConstructor(SMTPResponse.class, String.class)
                .because("a reply may repeat what somebody wrote; EHLO and AUTH have words of their own only")
                .check(PRODUCTION);
    }

    @Test
    void packagesOfTheCoreFormNoCycleThroughTheFlows() {
        noClasses()
                .that()
                .resideInAnyPackage("fr.mssgw.core.identity..", "fr.mssgw.core.message..", "fr.mssgw.core.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("fr.mssgw.core.flow..", "fr.mssgw.core.port..")
                .because("values and rules come before the order of steps (docs/adr/0003)")
                .check(PRODUCTION);
    }

    @Test
    void modulesFormNoCycle() {
        slices().matching("fr.mssgw.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a module that needs its user belongs to it (docs/adr/0002)")
                .check(PRODUCTION);
    }
}
