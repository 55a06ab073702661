package fr.mssgw.core.flow;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.policy.Rule;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.PeerTrust;
import java.time.Instant;
import java.util.Optional;

/**
 * Which operator may hand in mail, and for which domains: TLS, certificate, white list, in that order
 * (docs/domain.md §3).
 */
final class PeerPolicy {
    private final PeerTrust trust;
    private final BalDirectory bals;

    PeerPolicy(PeerTrust trust, BalDirectory bals) {
        this.trust = trust;
        this.bals = bals;
    }

    /** @param sender text between the angle brackets; empty for the null sender */
    Verdict mailFrom(Peer peer, String sender, WhiteList list, Instant now) {
        if (!peer.tls()) {
            return refuse(Rules.TLS_NEEDED, "chiffrement obligatoire : commencez par STARTTLS");
        }
        if (peer.chain().isEmpty()) {
            return refuse(Rules.CLIENT_CERTIFICATE_NEEDED, "certificat client obligatoire");
        }
        Optional<Verdict> distrust = distrust(trust.judge(peer.chain(), now));
        if (distrust.isPresent()) {
            return distrust.get();
        }
        Optional<DistinguishedName> name = peer.name();
        if (name.isEmpty()) {
            return refuse(Rules.PEER_OTHER_CA, "le nom du certificat présenté est illisible");
        }
        if (sender.isEmpty()) {
            return list.admitsAnywhere(name.get())
                    ? Verdict.DELIVER
                    : refuse(
                            Rules.PEER_NOT_LISTED,
                            "le certificat présenté n'est celui d'aucun domaine de la liste blanche MSSanté");
        }
        try {
            return domain(MssAddress.parse(sender).domain(), name.get(), list);
        } catch (MalformedAddress e) {
            return refuse(Rules.MALFORMED_ADDRESS, "adresse d'expéditeur mal formée");
        }
    }

    private static Optional<Verdict> distrust(CertificateStatus status) {
        return switch (status) {
            case TRUSTED -> Optional.empty();
            case EXPIRED -> Optional.of(refuse(Rules.PEER_EXPIRED, "le certificat présenté est expiré"));
            case NOT_YET_VALID ->
                Optional.of(refuse(Rules.PEER_EXPIRED, "le certificat présenté n'est pas encore valable"));
            case REVOKED -> Optional.of(refuse(Rules.PEER_REVOKED, "le certificat présenté est révoqué"));
            case OTHER_CA ->
                Optional.of(
                        refuse(Rules.PEER_OTHER_CA, "le certificat présenté n'est pas émis par une autorité reconnue"));
            case REVOCATION_UNKNOWN ->
                Optional.of(refuse(
                        Rules.PEER_REVOCATION_UNKNOWN,
                        "l'état de révocation du certificat présenté est inconnu pour le moment, réessayez"));
        };
    }

    /** Judges whether a trusted certificate may speak for a domain. */
    private Verdict domain(MailDomain domain, DistinguishedName certificate, WhiteList list) {
        if (!list.lists(domain)) {
            return refuse(Rules.PEER_NOT_LISTED, "le domaine " + domain + " n'est pas dans la liste blanche MSSanté");
        }
        if (bals.hosts(domain)) {
            return refuse(
                    Rules.PEER_CERTIFICATE_MISMATCH,
                    "le domaine " + domain + " est celui de cet opérateur : aucun autre ne peut l'employer");
        }
        if (!list.admits(domain, certificate)) {
            return refuse(
                    Rules.PEER_CERTIFICATE_MISMATCH,
                    "le certificat présenté n'est pas l'un de ceux du domaine " + domain);
        }
        return Verdict.DELIVER;
    }

    /** Whether a peer whose MAIL FROM passed may also write in the name of this domain. */
    boolean speaksFor(Peer peer, MailDomain domain, WhiteList list) {
        return !bals.hosts(domain)
                && peer.name().filter(name -> list.admits(domain, name)).isPresent();
    }

    /**
     * Whether a peer whose MAIL FROM passed may bring a report of this host: one below a listed domain that its
     * certificate is admitted for, or the one that the certificate names, as servers write their reports in the name of
     * the machine. The nearest listed domain above decides; no host of ours and no listed domain is such a host.
     */
    boolean reportsFrom(Peer peer, MailDomain host, WhiteList list) {
        Optional<DistinguishedName> name = peer.name();
        if (name.isEmpty() || host.equals(InsAddress.DOMAIN) || list.lists(host)) {
            return false;
        }
        boolean below = false;
        boolean known = false;
        for (Optional<MailDomain> at = Optional.of(host);
                at.isPresent();
                at = at.get().parent()) {
            if (bals.hosts(at.get())) {
                return false;
            }
            if (!known && list.lists(at.get())) {
                known = true;
                below = list.admits(at.get(), name.get());
            }
        }
        return below || name.get().isOf(host);
    }

    private static Verdict refuse(Rule rule, String reason) {
        return new Verdict.Refuse(rule, reason);
    }
}
