package fr.mssgw.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A configuration directory that is right, for tests to spoil. */
final class ConfigFiles {

    static final String GATEWAY =
            """
            operator: { name: "Opérateur de démonstration", support: support@demo.mssante.fr, responsable: responsable@demo.mssante.fr }
            hostname: mx.demo.mssante.fr
            domains: [ demo.mssante.fr ]
            data: ../data
            listeners:
              mx: "127.0.0.1:2025"
              submission: 2587
              admin: 2080
            tls:
              server: { certificate: file.pem, key: file.pem }
              client: { certificate: file.pem, key: file.pem }
              trust: { roots: file.pem, crls: [ file.pem ] }
            white-list: { file: file.pem, unsigned: accepted }
            routes: { patient.mssante.fr: "127.0.0.1:2125" }
            limits:
              message-mib: 25
            queue: { retry: [ 1m, 4h ], warn-after: 4h, expire-after: 48h, workers: 4 }
            """;

    static final String PHARMACY =
            """
            - address: pharmacie.centrale@demo.mssante.fr
              type: organisational
              display-name: Pharmacie Centrale
              persons:
                - name: Paul Petit
                  rpps: "10003456789"
                  password-file: ../secret
                - name: Anne Grand
                  rpps: "10003456790"
                  password-hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
              structure: { finess: "750000001", name: Pharmacie Centrale, sector: SA33 }
              smime: { certificate: ../file.pem, key: ../file.pem }
              patient-initiated: documents
            """;

    final Path directory;

    ConfigFiles(Path directory) {
        this.directory = directory;
        write("gateway.yaml", GATEWAY);
        write("bals/pharmacie.centrale.yaml", PHARMACY);
        write("file.pem", "not read here");
        write("secret", "mot de passe\n");
    }

    ConfigFiles write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GatewayConfig read() throws InvalidConfig {
        return GatewayConfig.read(
                directory, name -> Optional.ofNullable(Map.of("SET", "value").get(name)));
    }
}
