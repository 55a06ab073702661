package fr.mssgw.app.login;

import fr.mssgw.config.BalConfig;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.MailboxPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The BAL of {@code bals/*.yaml}. A reload replaces them all at once; questions are answered from memory. */
public final class ConfiguredBals implements BalDirectory, MailboxPolicy {

    private final PasswordDigest digest = new PasswordDigest();
    private volatile Accounts current;

    /** @throws fr.mssgw.certs.UnusableFile naming a login certificate that cannot be read */
    public ConfiguredBals(List<MailDomain> domains, List<BalConfig> bals) {
        this.current = Accounts.of(domains, bals, digest);
    }

    /** Takes the new set, or keeps the old one where it cannot be used. */
    public void replace(List<MailDomain> domains, List<BalConfig> bals) {
        current = Accounts.of(domains, bals, digest);
    }

    public Accounts current() {
        return current;
    }

    PasswordDigest digest() {
        return digest;
    }

    @Override
    public Optional<Bal> find(MssAddress address) {
        return current.find(address).map(Account::bal);
    }

    @Override
    public MailboxSettings of(MssAddress bal) {
        return current.find(bal).map(Account::mailbox).orElse(MailboxSettings.UNLIMITED);
    }

    /** The folders out of which mail expires, in whichever BAL. */
    public Set<String> foldersWithRetention() {
        return current.foldersWithRetention();
    }

    @Override
    public boolean hosts(MailDomain domain) {
        return current.hosts(domain);
    }

    @Override
    public Optional<Bal.Organisational> organisationalOf(StructureId structure) {
        return current.organisationalOf(structure);
    }

    @Override
    public Optional<Bal.Nominative> nominativeOf(Rpps person) {
        return current.nominativeOf(person);
    }
}
