package fr.mssgw.relay;

import fr.mssgw.core.peer.DistinguishedName;

/** With whom a connection was made, for the audit. */
record PeerTrace(Destination host, String protocol, String cipher, DistinguishedName certificate) {}
