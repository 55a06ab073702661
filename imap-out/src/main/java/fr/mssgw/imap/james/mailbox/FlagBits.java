package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MessageFlags;
import java.util.Map;
import javax.mail.Flags;

/** Translates between javax.mail's flags and the store's. */
final class FlagBits {
    private static final Map<Flags.Flag, Integer> BITS = Map.of(
            Flags.Flag.ANSWERED, MessageFlags.ANSWERED,
            Flags.Flag.DELETED, MessageFlags.DELETED,
            Flags.Flag.DRAFT, MessageFlags.DRAFT,
            Flags.Flag.FLAGGED, MessageFlags.FLAGGED,
            Flags.Flag.RECENT, MessageFlags.RECENT,
            Flags.Flag.SEEN, MessageFlags.SEEN);

    private FlagBits() {}

    static Flags toJames(MessageFlags stored) {
        Flags flags = new Flags();
        BITS.forEach((flag, bit) -> {
            if ((stored.system() & bit) != 0) {
                flags.add(flag);
            }
        });
        stored.keywords().forEach(flags::add);
        return flags;
    }

    static MessageFlags toStore(Flags flags) {
        int bits = BITS.entrySet().stream()
                .filter(entry -> flags.contains(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        return new MessageFlags(bits, java.util.List.of(flags.getUserFlags()));
    }

    /** The bit of a system flag, 0 for others. */
    static int bit(Flags.Flag flag) {
        return BITS.getOrDefault(flag, 0);
    }
}
