package fr.mssgw.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.certs.PasswordHash;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.core.access.Secret;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.psc.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * The demonstration operator's configuration directory, as an operator would write it. Files of YAML that are there
 * stay as they are, so that they can be tried and changed; keys, certificates and the white list follow the PKI.
 */
final class DemoConfig {
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SandboxLayout layout;
    private final Ports ports;
    private final DemoPki pki;
    private final Instant now;
    private final Map<String, String> passwords;

    DemoConfig(SandboxLayout layout, Ports ports, DemoPki pki, Instant now) throws IOException {
        this.layout = layout;
        this.ports = ports;
        this.pki = pki;
        this.now = now;
        this.passwords = passwords();
    }

    /** The password of a person for a BAL. */
    String password(Cast.Box box, Cast.Professional person) {
        return passwords.getOrDefault(key(box, person), "");
    }

    private static String key(Cast.Box box, Cast.Professional person) {
        return box.localPart() + "/" + person.rpps();
    }

    private Map<String, String> passwords() throws IOException {
        Path file = layout.passwords();
        Map<String, String> known = Files.exists(file)
                ? new TreeMap<>(JSON.readValue(file.toFile(), new TypeReference<Map<String, String>>() {}))
                : new TreeMap<>();
        boolean added = false;
        for (Cast.Box box : Cast.BOXES) {
            for (Cast.Professional person : box.persons()) {
                added |= known.putIfAbsent(key(box, person), newPassword()) == null;
            }
        }
        if (added) {
            writeSecret(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(known));
        }
        return known;
    }

    private static String newPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (int letter = 0; letter < 12; letter++) {
            text.append(letter > 0 && letter % 4 == 0 ? "-" : "")
                    .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Writes what is missing and what has to follow the ports and the keys. */
    void write() throws IOException {
        Path config = layout.config();
        identity("tls/server", PkiPlan.SERVER);
        identity("tls/client", PkiPlan.CLIENT);
        copy(pki.caFile(), config.resolve("tls/ca.pem"));
        copy(pki.crlFile(), config.resolve("tls/crl.pem"));
        for (Cast.Box box : Cast.BOXES) {
            identity("smime/" + box.localPart(), PkiPlan.bal(box));
            Path file = config.resolve("bals").resolve(box.localPart() + ".yaml");
            if (!Files.exists(file)) {
                replace(file, bal(box));
            }
        }
        for (Cast.Colleague colleague : Cast.COLLEAGUES) {
            Issued issued = pki.identity(PkiPlan.colleague(colleague));
            replace(
                    config.resolve("smime/correspondents").resolve(colleague.address() + ".pem"),
                    issued.certificatePem());
        }
        Issued publisher = pki.identity(PkiPlan.WHITE_LIST);
        replace(config.resolve("tls/white-list.pem"), publisher.certificatePem());
        replace(
                config.resolve("liste-blanche.xml"),
                WhiteListXml.write(pki, now.truncatedTo(ChronoUnit.SECONDS), publisher.key()));
        gatewayYaml(config.resolve("gateway.yaml"));
    }

    private void identity(String target, String name) throws IOException {
        Issued issued = pki.identity(name);
        replace(layout.config().resolve(target + ".pem"), issued.chainPem());
        Path key = layout.config().resolve(target + ".key");
        if (!Files.exists(key) || !Files.readString(key).equals(issued.keyPem())) {
            writeSecret(key, issued.keyPem());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        replace(to, Files.readString(from));
    }

    private static void replace(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeSecret(Path file, String text) throws IOException {
        replace(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Written once; later only the lines that hold ports follow another {@code --port-base}. */
    private void gatewayYaml(Path file) throws IOException {
        String fresh = gatewayYaml();
        if (!Files.exists(file)) {
            replace(file, fresh);
            return;
        }
        Map<String, String> lines = new TreeMap<>();
        fresh.lines().filter(DemoConfig::holdsPort).forEach(line -> lines.put(keyOf(line), line));
        StringBuilder kept = new StringBuilder();
        Files.readString(file).lines().forEach(line -> kept.append(
                        holdsPort(line) ? lines.getOrDefault(keyOf(line), line) : line)
                .append('\n'));
        replace(file, kept.toString());
    }

    private static boolean holdsPort(String line) {
        return line.contains("\"127.0.0.1:") || line.contains("\"http://127.0.0.1:");
    }

    private static String keyOf(String line) {
        return line.substring(0, Math.max(0, line.indexOf(": "))).strip();
    }

    private String gatewayYaml() {
        StringBuilder yaml = new StringBuilder();
        yaml.append(
                """
                # The demonstration operator. Written once by `gateway sandbox`; change it as you like.
                operator:
                  name: Opérateur de démonstration
                  support: support@%1$s
                  responsable: responsable@%1$s
                hostname: mx.%1$s
                domains:
                  - %1$s
                data: ../data
                """
                        .formatted(Cast.DOMAIN));
        yaml.append("listeners:\n");
        port(yaml, "mx", ports.mx());
        port(yaml, "submission", ports.submission());
        port(yaml, "submissions", ports.submissions());
        port(yaml, "imap", ports.imap());
        port(yaml, "imaps", ports.imaps());
        port(yaml, "admin", ports.admin());
        yaml.append(
                """
                database:
                  embedded:
                    port: 0
                tls:
                  server:
                    certificate: tls/server.pem
                    key: tls/server.key
                  client:
                    certificate: tls/client.pem
                    key: tls/client.key
                  trust:
                    roots: tls/ca.pem
                    crls:
                      - tls/crl.pem
                white-list:
                  file: liste-blanche.xml
                  signer: tls/white-list.pem
                routes:
                """);
        port(yaml, Cast.MES_DOMAIN, ports.mesSmtp());
        for (int index = 0; index < Cast.PEERS.size(); index++) {
            port(yaml, Cast.PEERS.get(index).domain(), ports.peer(index));
        }
        yaml.append(
                """
                smime:
                  sign: when-possible
                  encrypt: when-possible
                  correspondents: smime/correspondents
                limits:
                  # every client of a sandbox has the same address
                  login-failures-per-address: 1000
                patients:
                  after-closure: documents
                  temporary-ins: refused
                psc:
                  issuer: "http://127.0.0.1:%d"
                  audience:
                    - %s
                """
                        .formatted(ports.psc(), TokenIssuer.AUDIENCE));
        return yaml.toString();
    }

    private static void port(StringBuilder yaml, String key, int port) {
        yaml.append("  ").append(key).append(": \"127.0.0.1:").append(port).append("\"\n");
    }

    private String bal(Cast.Box box) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("- address: ").append(box.address()).append('\n');
        yaml.append("  type: ").append(box.type()).append('\n');
        yaml.append("  display-name: \"").append(box.displayName()).append("\"\n");
        yaml.append("  liste-rouge: false\n");
        if (!box.persons().isEmpty()) {
            yaml.append("  persons:\n");
            for (Cast.Professional person : box.persons()) {
                yaml.append("    - name: ").append(person.name()).append('\n');
                yaml.append("      rpps: \"").append(person.rpps()).append("\"\n");
                yaml.append("      password-hash: \"")
                        .append(PasswordHash.hash(new Secret(password(box, person))))
                        .append("\"\n");
            }
        } else {
            yaml.append("  login:\n    certificate: ../smime/")
                    .append(box.localPart())
                    .append(".pem\n");
        }
        yaml.append("  structure:\n    finess: \"").append(box.finess()).append("\"\n");
        yaml.append("    name: \"").append(box.structure()).append("\"\n");
        yaml.append("    sector: ").append(box.sector()).append('\n');
        yaml.append("    town: \"").append(box.place().town()).append("\"\n");
        yaml.append("    postcode: \"").append(box.place().postcode()).append("\"\n");
        yaml.append("  smime:\n    certificate: ../smime/")
                .append(box.localPart())
                .append(".pem\n");
        yaml.append("    key: ../smime/").append(box.localPart()).append(".key\n");
        if (box.isPharmacysOrganisational()) {
            yaml.append("  patient-initiated: any\n");
        }
        if (box.address().equals(Cast.PHARMACY_BAL)) {
            yaml.append(
                    """
                    opening-hours:
                      monday: "08:30-12:30,14:00-19:30"
                      tuesday: "08:30-12:30,14:00-19:30"
                      wednesday: "08:30-12:30,14:00-19:30"
                      thursday: "08:30-12:30,14:00-19:30"
                      friday: "08:30-12:30,14:00-19:30"
                      saturday: "09:00-12:30"
                    answer-within: 2h
                    remind: members
                    escalate-to: %s
                    escalate-after: 1h
                    digest: "08:00"
                    """
                            .indent(2)
                            .formatted(Cast.PHARMACIST_BAL));
        }
        return yaml.toString();
    }
}
