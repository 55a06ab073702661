package fr.mssgw.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Nothing but {@code core.mail} takes mail apart, and none of those who read what others wrote folds the case of other
 * letters than ASCII's (docs/adr/0026). The simulated peers and the load drivers are mail programs of their own.
 */
class OneReaderOfMailTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/sandbox/") && !location.contains("/benchmarks/"))
            .importPackages("fr.mssgw");

    private static final String FIELDS = "content-[a-z-]+|mime-version|from|sender|reply-to|to|cc|bcc|subject|date"
            + "|message-id|in-reply-to|references|received|return-path|x-mss[a-z-]*";

    /** What only a scanner looks for: the end of a header section, a field's name with its colon, a delimiter's dashes. */
    private static final Pattern SCANNING = Pattern.compile(
            "(\r\n|\n)\r?\n|[\r\n^]*(" + FIELDS
                    + ") *: *|[; ]*(boundary|charset|name|filename)[*0]* *=\"?|(\r\n|\n)?--",
            Pattern.CASE_INSENSITIVE);

    /** Who has such a constant and takes no mail apart. */
    private static final Map<String, String> WRITERS_AND_OTHERS = Map.of(
            "fr.mssgw.core.report.References",
            "a plain mail quotes a Message-ID in its text",
            "fr.mssgw.core.report.BounceText",
            "a line of dashes is a title in the text of a server",
            "fr.mssgw.certs.DetachedSignature",
            "judges the text before and behind the parts of a signed mail, which the structure does not keep",
            "fr.mssgw.certs.mime.InlineFiles",
            "the first line of a yEnc file has a name of its own");

    private static final Set<String> FOLDING =
            Set.of("toLowerCase", "toUpperCase", "equalsIgnoreCase", "compareToIgnoreCase");

    /** Who folds texts of people, names of files or what a standard folds in another way. */
    private static final Map<String, String> FOLDING_ALL_LETTERS = Map.of(
            "fr.mssgw.core.text.SmallLetters", "texts of people, names of files, and what RFC 4518 §2.2 folds",
            "fr.mssgw.core.report.ReturnReason", "reasons of people",
            "fr.mssgw.core.mailbox.Takers", "initials of people's names",
            "fr.mssgw.certs.mime.OleNames", "MS-CFB §2.6.4 compares capitals of all letters",
            "fr.mssgw.certs.document.XmlDocument", "identifiers inside a document, no address",
            "fr.mssgw.certs.CertificateFolder", "names of the operator's own files");

    @Test
    void noLibraryReadsMailBesideTheCore() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("fr.mssgw.imap.james.mailbox.BalMailboxManager")
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.mail..")
                        .or(resideInAPackage("org.apache.james.mime4j.."))
                        .or(resideInAPackage("javax.mail..").and(describe("are no flags", one -> !one.getName()
                                .startsWith("javax.mail.Flags"))))
                        .or(describe("take mail apart for James", one -> one.getSimpleName()
                                .matches("MessageParser|.*PartContentBuilder"))))
                .because("two readers see two mails; James' manager wants a MessageParser that our mailboxes never ask")
                .check(PRODUCTION);
    }

    @Test
    void noClassOutsideTheReaderLooksForFieldsOrDelimiters() {
        Map<String, List<String>> found = new TreeMap<>();
        for (JavaClass one : PRODUCTION) {
            List<String> scanning = constants(one).stream()
                    .filter(text -> SCANNING.matcher(text).matches())
                    .toList();
            boolean known =
                    one.getPackageName().equals("fr.mssgw.core.mail") || WRITERS_AND_OTHERS.containsKey(one.getName());
            if (!scanning.isEmpty() && !known) {
                found.put(one.getName(), scanning);
            }
        }

        assertThat(found)
                .as("constants that only a second reader of mail needs")
                .isEmpty();
    }

    private static List<String> constants(JavaClass one) {
        try (InputStream file = one.getSource().orElseThrow().getUri().toURL().openStream()) {
            return StringConstants.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(one.getName(), e);
        }
    }

    @Test
    void whoReadsWhatOthersWriteFoldsTheCaseOfAsciiAlone() {
        classes()
                .that()
                .resideInAnyPackage(
                        "fr.mssgw.core..",
                        "fr.mssgw.smtp..",
                        "fr.mssgw.relay..",
                        "fr.mssgw.imap..",
                        "fr.mssgw.certs..",
                        "fr.mssgw.patient..")
                .and(describe("fold names of protocols", one -> !FOLDING_ALL_LETTERS.containsKey(outermost(one))))
                .should(foldNothingButAscii())
                .because("U+212A is no k in an address, nor sharp s the ss of message/rfc822 (core.text.Ascii)")
                .check(PRODUCTION);
    }

    @Test
    void oneClassBringsTextIntoANormalForm() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("fr.mssgw.core.text.NormalForm")
                .should()
                .dependOnClassesThat(resideInAPackage("java.text..")
                        .and(describe("normalise", one -> one.getSimpleName().equals("Normalizer"))))
                .because("the JDK takes a time that grows with the square of a run of marks")
                .check(PRODUCTION);
    }

    private static String outermost(JavaClass one) {
        return one.getName().replaceAll("\\$.*", "");
    }

    private static ArchCondition<JavaClass> foldNothingButAscii() {
        return new ArchCondition<>("fold nothing but ASCII") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                one.getAccessesFromSelf().stream()
                        .filter(access -> access.getTargetOwner().isEquivalentTo(String.class))
                        .filter(access -> FOLDING.contains(access.getName())
                                || access instanceof JavaMethodCall call
                                        && access.getName().equals("regionMatches")
                                        && call.getTarget()
                                                        .getRawParameterTypes()
                                                        .size()
                                                == 5)
                        .forEach(access -> events.add(SimpleConditionEvent.violated(one, access.getDescription())));
            }
        };
    }
}
