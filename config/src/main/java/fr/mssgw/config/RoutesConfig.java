package fr.mssgw.config;

import fr.mssgw.core.identity.MailDomain;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the mail of a domain goes; domains that are not here go by MX. */
public record RoutesConfig(Map<MailDomain, Host> hosts) {

    /** @param name a host name or an IP address */
    public record Host(String name, int port) {}

    public RoutesConfig {
        hosts = Map.copyOf(hosts);
    }

    static Field<RoutesConfig> read(Section section) {
        Map<MailDomain, Host> hosts = new LinkedHashMap<>();
        for (String key : section.keys()) {
            Field<Host> host = section.required(key, Forms.ROUTE);
            try {
                MailDomain domain = new MailDomain(key);
                host.ifRead().ifPresent(read -> hosts.put(domain, read));
            } catch (IllegalArgumentException e) {
                section.problem(key, "is not a mail domain; write one such as example.mssante.fr");
            }
        }
        return section.check(() -> new RoutesConfig(hosts));
    }
}
