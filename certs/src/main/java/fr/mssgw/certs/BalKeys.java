package fr.mssgw.certs;

import fr.mssgw.core.identity.MssAddress;
import java.util.List;

/** The S/MIME keys of our BAL. */
@FunctionalInterface
public interface BalKeys {
    /** The current key first, then earlier ones, which still decrypt; empty where the BAL has none. */
    List<KeyMaterial> of(MssAddress bal);
}
