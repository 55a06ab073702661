package fr.mssgw.core.flow;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MessageSecurity;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each BAL reads of one message: what its own key opens of it as it was received, else an explanation
 * (docs/adr/0028). Closing this closes every content that S/MIME made.
 */
final class Readings implements AutoCloseable {
    private final Map<MssAddress, Opened> opened = new HashMap<>();
    private final Map<MssAddress, MalformedMessage> broken = new HashMap<>();
    private final List<RawMessage> made = new ArrayList<>();

    /**
     * Opens a message for those who are to read it.
     *
     * @param received as it came, but for its header section, which is the following one: where it cannot be opened, it is
     *     shown whole
     * @param header without what only this gateway may say and what nobody may see ({@link LocalFields})
     * @param source whose body is that of the message, so that the store keeps it once
     * @param readers may be empty
     */
    void open(
            MessageSecurity security,
            RawMessage received,
            HeaderSection header,
            RawMessage source,
            List<Bal> readers,
            MssAddress from,
            Instant at)
            throws IOException {
        if (readers.isEmpty()) {
            return;
        }
        List<MessageSecurity.Incoming> contents = security.open(received, readers, from, at);
        contents.stream()
                .map(MessageSecurity.Incoming::content)
                .filter(content -> content != received)
                .forEach(made::add);
        for (MessageSecurity.Incoming one : contents) {
            boolean untouched = one.content() == received;
            try {
                HeaderSection own = untouched ? header : HeaderSection.read(one.content());
                give(
                        one.recipients(),
                        new Opened(
                                untouched ? source : one.content(),
                                LocalFields.received(own),
                                one.label(),
                                one.ambiguous()));
            } catch (MalformedMessage e) {
                one.recipients().forEach(bal -> broken.put(bal, e));
            }
        }
    }

    /** A content that needs no key, for several. */
    void give(Collection<MssAddress> readers, Opened content) {
        readers.forEach(bal -> opened.put(bal, content));
    }

    /**
     * What this BAL reads; empty where it was not among the readers.
     *
     * @throws MalformedMessage where what its key opens is no message
     */
    Optional<Opened> of(MssAddress bal) throws MalformedMessage {
        MalformedMessage problem = broken.get(bal);
        if (problem != null) {
            throw problem;
        }
        return Optional.ofNullable(opened.get(bal));
    }

    @Override
    public void close() {
        made.forEach(RawMessage::close);
    }
}
