package fr.mssgw.relay;

/**
 * A host to connect to.
 *
 * @param host a DNS name or a literal address
 */
public record Destination(String host, int port) {
    public Destination {
        if (host.isBlank() || host.length() > 253 || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a destination is a host name or address and a port from 1 to 65535");
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
