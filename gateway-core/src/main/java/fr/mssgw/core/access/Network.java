package fr.mssgw.core.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What one subscriber can choose addresses from: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 4291
 * §2.5.4), of which a single machine may use as many as it likes.
 */
record Network(InetAddress first) {
    private static final int PREFIX_OCTETS = 8;

    static Network of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return new Network(address);
        }
        byte[] octets = address.getAddress();
        Arrays.fill(octets, PREFIX_OCTETS, octets.length, (byte) 0);
        try {
            return new Network(InetAddress.getByAddress(octets));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address", e);
        }
    }
}
