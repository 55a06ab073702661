package fr.mssgw.certs.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a demo certificate shall say. Start with {@link #of} and refine: {@code Request.of("CN=mx.demo.mssante.fr,…",
 * now).dns("mx.demo.mssante.fr").usages(Usage.SERVER, Usage.CLIENT)}.
 *
 * @param subject distinguished name as RFC 2253 writes it, CN first
 * @param dnsNames host names; an IPv4 address becomes an address of the certificate
 * @param crl where its revocation list is said to be, if anywhere
 * @param announcesGcm whether the certificate itself announces AES-256-GCM to those who encrypt (RFC 4262, RFC 5084)
 * @param ellipticCurve P-256 instead of RSA-2048
 */
public record Request(
        String subject,
        List<String> emails,
        List<String> dnsNames,
        Set<Usage> usages,
        Instant notBefore,
        Instant notAfter,
        Optional<String> crl,
        boolean announcesGcm,
        boolean ellipticCurve) {
    /** Extended key usages. */
    public enum Usage {
        SERVER,
        CLIENT,
        EMAIL
    }

    public Request {
        emails = List.copyOf(emails);
        dnsNames = List.copyOf(dnsNames);
        usages = Set.copyOf(usages);
    }

    /** A certificate without names or usages, valid from the day before for three years, as IGC-Santé's last. */
    public static Request of(String subject, Instant now) {
        return new Request(
                subject,
                List.of(),
                List.of(),
                Set.of(),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(3 * 365L)),
                Optional.empty(),
                false,
                false);
    }

    /** An operator's server: host names, server and client usage. */
    public static Request server(String subject, Instant now, String... dnsNames) {
        return of(subject, now).dns(dnsNames).usages(Usage.SERVER, Usage.CLIENT);
    }

    /** A BAL's S/MIME certificate. */
    public static Request email(String subject, Instant now, String... emails) {
        return of(subject, now).emails(emails).usages(Usage.EMAIL);
    }

    public Request emails(String... addresses) {
        return new Request(
                subject, List.of(addresses), dnsNames, usages, notBefore, notAfter, crl, announcesGcm, ellipticCurve);
    }

    public Request dns(String... names) {
        return new Request(
                subject, emails, List.of(names), usages, notBefore, notAfter, crl, announcesGcm, ellipticCurve);
    }

    public Request usages(Usage first, Usage... others) {
        return new Request(
                subject,
                emails,
                dnsNames,
                EnumSet.of(first, others),
                notBefore,
                notAfter,
                crl,
                announcesGcm,
                ellipticCurve);
    }

    public Request valid(Instant from, Instant to) {
        return new Request(subject, emails, dnsNames, usages, from, to, crl, announcesGcm, ellipticCurve);
    }

    public Request crl(String url) {
        return new Request(
                subject, emails, dnsNames, usages, notBefore, notAfter, Optional.of(url), announcesGcm, ellipticCurve);
    }

    public Request announcingGcm() {
        return new Request(subject, emails, dnsNames, usages, notBefore, notAfter, crl, true, ellipticCurve);
    }

    public Request onEllipticCurve() {
        return new Request(subject, emails, dnsNames, usages, notBefore, notAfter, crl, announcesGcm, true);
    }
}
