package fr.mssgw.certs;

import fr.mssgw.certs.CertificateTrust.Purpose;
import fr.mssgw.certs.bouncycastle.CmsVerification.Signer;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.SmimeLabel.Reason;
import fr.mssgw.core.message.SmimeLabel.Status;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a signature is worth (RFC 8550 §4): intact, by somebody trusted, whose certificate names the From.
 *
 * <p>The certificate must have been within its dates when the message was signed, but a signer may claim any time: the
 * claim counts within the week before receipt only. Revocation is always judged at receipt, as whoever stole a key
 * would claim to have signed before.
 *
 * <p>A signature that cannot be checked, for want of the certificate or of the algorithm, is untrusted, not invalid: it may
 * well be intact.
 *
 * @param reason why, where the status does not say it all
 * @param signer header-safe
 */
record SignerJudgement(Status status, Optional<Reason> reason, Optional<String> signer) {
    private static final Duration CLAIM = Duration.ofDays(7);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int LONGEST_NAME = 200;

    /** Of what calls itself signed, and holds no signature that can be read. */
    static final SignerJudgement MALFORMED =
            new SignerJudgement(Status.INVALID, Optional.of(Reason.MALFORMED), Optional.empty());

    /** From the one that says most against a message to the one that says nothing against it. */
    static final Comparator<SignerJudgement> WORST_FIRST = Comparator.comparingInt(judgement -> List.of(
                    Status.INVALID, Status.UNTRUSTED, Status.REVOKED, Status.EXPIRED, Status.MISMATCH, Status.VERIFIED)
            .indexOf(judgement.status()));

    /** Judges the signatures of one layer: broken if one is, else as good as the best of them. */
    static SignerJudgement of(List<Signer> signers, CertificateTrust trust, MssAddress from, Instant receipt) {
        List<SignerJudgement> all = signers.stream()
                .map(signer -> of(signer, trust, from, receipt))
                .sorted(WORST_FIRST)
                .toList();
        if (all.isEmpty()) {
            return MALFORMED;
        }
        return all.get(0).status() == Status.INVALID ? all.get(0) : all.get(all.size() - 1);
    }

    private static SignerJudgement of(Signer signer, CertificateTrust trust, MssAddress from, Instant receipt) {
        if (signer.chain().isEmpty()) {
            return new SignerJudgement(Status.UNTRUSTED, Optional.of(Reason.NO_CERTIFICATE), Optional.empty());
        }
        X509Certificate certificate = signer.chain().get(0);
        Set<MssAddress> addresses = CertificateNames.addresses(certificate);
        Optional<String> name = name(certificate, addresses, from);
        switch (signer.check()) {
            case BROKEN:
                return new SignerJudgement(Status.INVALID, Optional.of(Reason.ALTERED), name);
            case WEAK:
                return new SignerJudgement(Status.INVALID, Optional.of(Reason.WEAK), name);
            case UNSUPPORTED:
                return new SignerJudgement(Status.UNTRUSTED, Optional.of(Reason.UNSUPPORTED), name);
            case INTACT:
                break;
        }
        Instant signed = signer.signingTime()
                .filter(claim -> claim.isAfter(receipt.minus(CLAIM)) && claim.isBefore(receipt.plus(SKEW)))
                .orElse(receipt);
        Status status = !maySign(certificate)
                ? Status.UNTRUSTED
                : switch (trust.judge(path(signer.chain()), Purpose.EMAIL, signed, receipt)) {
                    case TRUSTED -> addresses.contains(from) ? Status.VERIFIED : Status.MISMATCH;
                    case EXPIRED, NOT_YET_VALID -> Status.EXPIRED;
                    case REVOKED -> Status.REVOKED;
                    case OTHER_CA, REVOCATION_UNKNOWN -> Status.UNTRUSTED;
                };
        return new SignerJudgement(status, Optional.empty(), name);
    }

    private static boolean maySign(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION];
    }

    /** The signer's certificate and the authorities that came with it. */
    private static List<X509Certificate> path(List<X509Certificate> chain) {
        List<X509Certificate> path = new ArrayList<>(chain.subList(0, 1));
        for (X509Certificate other : chain.subList(1, chain.size())) {
            if (other.getBasicConstraints() >= 0 && path.size() < CertificatePaths.MOST_PRESENTED) {
                path.add(other);
            }
        }
        return path;
    }

    private static Optional<String> name(X509Certificate certificate, Set<MssAddress> addresses, MssAddress from) {
        if (addresses.contains(from)) {
            return Optional.of(safe(from.wireForm()));
        }
        return addresses.stream()
                .findFirst()
                .map(MssAddress::wireForm)
                .or(() -> CertificateNames.commonName(certificate))
                .map(SignerJudgement::safe)
                .filter(text -> !text.isBlank());
    }

    private static String safe(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7E]|;", "?").strip();
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    }
}
