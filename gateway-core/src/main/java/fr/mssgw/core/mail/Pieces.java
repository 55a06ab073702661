package fr.mssgw.core.mail;

import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Contents one after the other. Each stays where it is, and its owner closes it. */
record Pieces(List<RawMessage> pieces) implements RawMessage {
    Pieces {
        pieces = List.copyOf(pieces);
    }

    @Override
    public long size() {
        return pieces.stream().mapToLong(RawMessage::size).sum();
    }

    @Override
    public InputStream open() throws IOException {
        List<InputStream> streams = new ArrayList<>();
        try {
            for (RawMessage piece : pieces) {
                streams.add(piece.open());
            }
        } catch (IOException | RuntimeException e) {
            for (InputStream opened : streams) {
                opened.close();
            }
            throw e;
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    @Override
    public void close() {}
}
