package fr.mssgw.app.login;

import fr.mssgw.certs.Pem;
import fr.mssgw.config.BalConfig;
import fr.mssgw.config.FileReference;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One generation of the configured BAL. Immutable. */
public final class Accounts {

    private final Set<MailDomain> domains;
    private final Map<MssAddress, Account> byAddress = new HashMap<>();
    private final Map<X509Certificate, Account> byCertificate = new HashMap<>();
    private final Map<StructureId, Bal.Organisational> byStructure = new HashMap<>();
    private final Map<Rpps, Bal.Nominative> byHolder = new HashMap<>();
    private final List<Bal> bals;

    private Accounts(Set<MailDomain> domains, List<Bal> bals) {
        this.domains = domains;
        this.bals = bals;
    }

    /** @throws fr.mssgw.certs.UnusableFile naming a login certificate that cannot be read */
    static Accounts of(List<MailDomain> domains, List<BalConfig> bals, PasswordDigest digest) {
        Accounts accounts = new Accounts(
                Set.copyOf(domains), bals.stream().map(BalConfig::bal).toList());
        for (BalConfig config : bals) {
            Optional<X509Certificate> login = config.login()
                    .map(FileReference::path)
                    .map(file -> Pem.certificates(file).get(0));
            Account account = new Account(
                    config.bal(),
                    config.passwords().stream()
                            .map(known -> new Account.PersonSecret(
                                    known.person(),
                                    known.isHash()
                                            ? new StoredPassword.Hash(
                                                    known.password().reveal())
                                            : new StoredPassword.Digest(digest.of(known.password()))))
                            .toList(),
                    login,
                    config.mailbox());
            accounts.byAddress.put(config.bal().address(), account);
            login.ifPresent(certificate -> accounts.byCertificate.put(certificate, account));
            if (config.bal() instanceof Bal.Organisational team) {
                accounts.byStructure.putIfAbsent(team.team().id(), team);
            }
            if (config.bal() instanceof Bal.Nominative own) {
                accounts.byHolder.putIfAbsent(own.holder().rpps(), own);
            }
        }
        return accounts;
    }

    Optional<Account> find(MssAddress address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    Optional<Account> ownerOf(X509Certificate certificate) {
        return Optional.ofNullable(byCertificate.get(certificate));
    }

    Optional<Bal.Organisational> organisationalOf(StructureId structure) {
        return Optional.ofNullable(byStructure.get(structure));
    }

    Set<String> foldersWithRetention() {
        return byAddress.values().stream()
                .flatMap(account -> account.mailbox().retention().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    Optional<Bal.Nominative> nominativeOf(Rpps person) {
        return Optional.ofNullable(byHolder.get(person));
    }

    boolean hosts(MailDomain domain) {
        return domains.contains(domain);
    }

    /** The same collection at every call. */
    public Collection<Bal> bals() {
        return bals;
    }
}
