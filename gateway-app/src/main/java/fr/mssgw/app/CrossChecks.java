package fr.mssgw.app;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.CertificateTrust.Purpose;
import fr.mssgw.certs.KeyMaterial;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.BalConfig;
import fr.mssgw.config.FileReference;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.KeyConfig;
import fr.mssgw.config.Problem;
import fr.mssgw.config.SmimeConfig;
import fr.mssgw.config.Source;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the configuration names, looked at together: keys, certificates, trust, white list. Reads files, changes none. */
public final class CrossChecks {

    private static final int RFC822_NAME = 1;

    private final GatewayConfig config;
    private final Instant now;
    private final TreeSet<Problem> problems = new TreeSet<>();
    private final Optional<CertificateTrust> trust;

    private CrossChecks(GatewayConfig config, Instant now) {
        this.config = config;
        this.now = now;
        this.trust = trust();
    }

    /** Every problem, in reading order. */
    public static List<Problem> of(GatewayConfig config, Instant now) {
        CrossChecks checks = new CrossChecks(config, now);
        checks.keys(config.tls().server())
                .ifPresent(keys -> checks.judge(
                        keys.chain(), Purpose.PEER, config.tls().server().main().source()));
        Optional<KeyMaterial> client = checks.keys(config.tls().client());
        client.ifPresent(keys -> checks.judge(
                keys.chain(), Purpose.PEER, config.tls().client().main().source()));
        checks.whiteList(client);
        checks.bals();
        return List.copyOf(checks.problems);
    }

    private Optional<CertificateTrust> trust() {
        List<FileReference> roots = config.tls().trust().roots();
        List<FileReference> crls = config.tls().trust().crls();
        try {
            return Optional.of(new CertificateTrust(
                    roots.get(0).path(), crls.stream().map(FileReference::path).toList()));
        } catch (UnusableFile e) {
            FileReference culprit = crls.stream()
                    .filter(crl -> crl.path().equals(e.file()))
                    .findFirst()
                    .orElse(roots.get(0));
            report(culprit.source(), e);
            return Optional.empty();
        }
    }

    private Optional<KeyMaterial> keys(KeyConfig location) {
        try {
            return Optional.of(CertsWiring.keyFiles(location).load());
        } catch (UnusableFile e) {
            Source source = location instanceof KeyConfig.Pem pem
                            && pem.key().path().equals(e.file())
                            && !pem.certificate().path().equals(e.file())
                    ? pem.key().source()
                    : location.main().source();
            report(source, e);
            return Optional.empty();
        }
    }

    private void judge(List<X509Certificate> chain, Purpose purpose, Source source) {
        X509Certificate own = chain.get(0);
        trust.map(known -> known.judge(chain, purpose, now, now)).ifPresent(status -> {
            switch (status) {
                case TRUSTED -> {}
                case EXPIRED ->
                    add(source, "expired on " + day(own.getNotAfter().toInstant(), chain) + "; renew it");
                case NOT_YET_VALID ->
                    add(source, "is not valid before " + own.getNotBefore().toInstant() + "; use the present one");
                case REVOKED -> add(source, "is revoked; have a new one issued");
                case OTHER_CA ->
                    add(
                            source,
                            "does not chain to tls.trust.roots for " + (purpose == Purpose.PEER ? "TLS" : "mail")
                                    + "; add the missing intermediate or correct the roots");
                case REVOCATION_UNKNOWN ->
                    add(
                            config.tls().trust().crls().isEmpty()
                                    ? config.tls().trust().roots().get(0).source()
                                    : config.tls().trust().crls().get(0).source(),
                            "no revocation list that is still valid covers " + own.getIssuerX500Principal()
                                    + "; fetch a new one");
            }
        });
    }

    /** The date that passed: that of the first certificate of the chain which is over. */
    private String day(Instant own, Collection<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .filter(end -> end.isBefore(now))
                .findFirst()
                .orElse(own)
                .toString();
    }

    private void whiteList(Optional<KeyMaterial> client) {
        WhiteList list;
        try {
            list = CertsWiring.whiteList(config);
        } catch (UnusableFile e) {
            Source source = config.whiteList()
                    .signer()
                    .filter(signer -> signer.path().equals(e.file()))
                    .orElse(config.whiteList().file())
                    .source();
            report(source, e);
            return;
        }
        for (MailDomain domain : config.domains()) {
            if (!list.lists(domain)) {
                add(config.domainsSource(), domain + " is not in the white list; other operators will refuse its mail");
            } else if (client.isPresent()) {
                DistinguishedName name =
                        DistinguishedName.of(client.get().certificate().getSubjectX500Principal());
                if (!list.admits(domain, name)) {
                    add(
                            config.tls().client().main().source(),
                            "its name " + name + " is not one that the white list gives for " + domain
                                    + "; use the listed certificate");
                }
            }
        }
    }

    private void bals() {
        Map<X509Certificate, Source> logins = new HashMap<>();
        for (BalConfig bal : config.bals()) {
            bal.smime().ifPresent(location -> keys(location).ifPresent(keys -> {
                judge(keys.chain(), Purpose.EMAIL, location.main().source());
                named(keys.certificate(), bal, location.main().source());
            }));
            if (bal.smime().isEmpty() && config.smime().sign() == SmimeConfig.Sign.ALWAYS) {
                add(bal.source(), "has no smime, but gateway.yaml says smime.sign: always; give it a key");
            }
            bal.login().ifPresent(file -> {
                try {
                    List<X509Certificate> chain = Pem.certificates(file.path());
                    judge(chain, Purpose.PEER, file.source());
                    Source first = logins.putIfAbsent(chain.get(0), file.source());
                    if (first != null) {
                        add(
                                file.source(),
                                "opens another BAL too, " + first.file() + ":" + first.line() + "; give each its own");
                    }
                } catch (UnusableFile e) {
                    report(file.source(), e);
                }
            });
        }
    }

    private void named(X509Certificate certificate, BalConfig bal, Source source) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> addresses = names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(RFC822_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
            String own = bal.bal().address().wireForm();
            if (!addresses.isEmpty() && addresses.stream().noneMatch(own::equalsIgnoreCase)) {
                add(source, "is for " + String.join(", ", addresses) + ", not for " + own + "; correct the pair");
            }
        } catch (CertificateParsingException e) {
            add(source, "has names that cannot be read; have a new one issued");
        }
    }

    private void report(Source source, UnusableFile e) {
        add(source, config.directory().toAbsolutePath().relativize(e.file().toAbsolutePath()) + ": " + e.problem());
    }

    private void add(Source source, String advice) {
        problems.add(source.problem(advice));
    }
}
