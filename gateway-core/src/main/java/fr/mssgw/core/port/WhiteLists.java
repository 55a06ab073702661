package fr.mssgw.core.port;

import fr.mssgw.core.peer.WhiteList;

/** The white list in force. Replaced as a whole; a bad copy never replaces the last good one. */
@FunctionalInterface
public interface WhiteLists {
    WhiteList current();
}
