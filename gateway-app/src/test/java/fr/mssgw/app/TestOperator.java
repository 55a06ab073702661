package fr.mssgw.app;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.certs.demo.Request.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A small operator in a directory: configuration, keys, white list. Certificates are made once per JVM. */
public final class TestOperator {

    public static final String DOMAIN = "test.mssante.fr";
    public static final String CLAIRE = "claire.martin@" + DOMAIN;
    public static final String PHARMACY = "pharmacie@" + DOMAIN;
    public static final String SERVER_NAME = "CN=mx.test.mssante.fr,O=OPERATEUR TEST,C=FR";

    private static final Instant NOW = Instant.now();
    public static final DemoAuthority ROOT = DemoAuthority.root("RACINE", NOW);
    public static final DemoAuthority AUTHORITY = ROOT.intermediate("ORGANISATIONS");
    public static final Issued SERVER =
            AUTHORITY.issue(Request.server(SERVER_NAME, NOW, "mx." + DOMAIN, "localhost", "127.0.0.1"));
    public static final Issued MAIL = AUTHORITY.issue(Request.email("CN=Claire Martin,C=FR", NOW, CLAIRE));
    public static final Issued ROBOT =
            AUTHORITY.issue(Request.email("CN=Labo,C=FR", NOW, "labo@" + DOMAIN).usages(Usage.EMAIL, Usage.CLIENT));

    public final Path config;
    public final Path data;

    public TestOperator(Path directory) {
        this.config = directory.resolve("config");
        this.data = directory.resolve("data");
        write(
                "gateway.yaml",
                """
                operator: { name: Test, support: support@test.mssante.fr }
                hostname: mx.test.mssante.fr
                domains: [ test.mssante.fr ]
                data: ../data
                listeners:
                  mx: "127.0.0.1:0"
                  submission: "127.0.0.1:0"
                  submissions: "127.0.0.1:0"
                  imap: "127.0.0.1:0"
                  imaps: "127.0.0.1:0"
                  admin: 0
                tls:
                  server: { certificate: tls/server.pem, key: tls/server.key }
                  client: { certificate: tls/server.pem, key: tls/server.key }
                  trust: { roots: tls/ca.pem, crls: [ tls/crl.pem ] }
                white-list: { file: liste-blanche.xml, unsigned: accepted }
                """);
        write(
                "bals/claire.yaml",
                """
                - address: claire.martin@test.mssante.fr
                  type: nominative
                  display-name: Claire Martin
                  persons:
                    - name: Claire Martin
                      rpps: "10000000001"
                      password-file: ../secrets/claire
                  smime: { certificate: ../smime/claire.pem, key: ../smime/claire.key }
                """);
        write(
                "bals/pharmacie.yaml",
                """
                - address: pharmacie@test.mssante.fr
                  type: organisational
                  display-name: Pharmacie
                  persons:
                    - name: Paul Petit
                      rpps: "10000000002"
                      password-file: ../secrets/paul
                    - name: Anne Grand
                      rpps: "10000000003"
                      password-file: ../secrets/anne
                  structure: { finess: "750000001", name: Pharmacie, sector: SA33 }
                """);
        write(
                "bals/labo.yaml",
                """
                - address: labo@test.mssante.fr
                  type: applicative
                  display-name: Labo
                  structure: { siret: "12345678901234", name: Labo }
                  login: { certificate: ../smime/labo.pem }
                """);
        write("secrets/claire", "mot de passe de Claire\n");
        write("secrets/paul", "mot de passe de Paul\n");
        write("secrets/anne", "mot de passe d'Anne\n");
        write("tls/server.pem", SERVER.chainPem());
        write("tls/server.key", SERVER.keyPem());
        write("tls/ca.pem", ROOT.certificatePem() + AUTHORITY.certificatePem());
        write("tls/crl.pem", crls(NOW.plus(Duration.ofDays(7))));
        write("smime/claire.pem", MAIL.chainPem());
        write("smime/claire.key", MAIL.keyPem());
        write("smime/labo.pem", ROBOT.chainPem());
        write("liste-blanche.xml", whiteList(SERVER_NAME, DOMAIN, "patient.mssante.fr"));
    }

    public static String crls(Instant until) {
        return Pem.ofCrls(List.of(
                ROOT.crl(List.of(), NOW.minus(Duration.ofDays(8)), until),
                AUTHORITY.crl(List.of(), NOW.minus(Duration.ofDays(8)), until)));
    }

    public static String whiteList(String name, String... domains) {
        StringBuilder xml = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListeBlancheMSSante xmlns="https://listeblanche.mssante.fr/schema">
                  <DateDeGeneration>2026-01-01T00:00:00Z</DateDeGeneration>
                  <ListeDomaines>
                """);
        for (String domain : domains) {
            xml.append("<Domaine><Nom>").append(domain).append("</Nom><Description>-</Description>");
            xml.append("<DNCertificatOperateur>").append(name).append("</DNCertificatOperateur>");
            xml.append("<ResponsableContact>-</ResponsableContact><SupportContact>-</SupportContact>");
            xml.append("<DateMAJ>2026-01-01T00:00:00Z</DateMAJ></Domaine>\n");
        }
        return xml.append("</ListeDomaines></ListeBlancheMSSante>\n").toString();
    }

    public TestOperator write(String name, String text) {
        try {
            Path file = config.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestOperator replace(String name, String was, String becomes) {
        try {
            String text = Files.readString(config.resolve(name));
            if (!text.contains(was)) {
                throw new IllegalArgumentException(name + " does not hold " + was);
            }
            return write(name, text.replace(was, becomes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
