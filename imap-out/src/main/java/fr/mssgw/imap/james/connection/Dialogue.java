package fr.mssgw.imap.james.connection;

import fr.mssgw.core.message.MessageSpool;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.ImapEncoder;

/** What all connections of the server share. */
record Dialogue(
        String hostname,
        Supplier<SSLContext> tls,
        ImapDecoder decoder,
        ImapEncoder encoder,
        ImapProcessor processor,
        Executor commands,
        MessageSpool spool,
        SpoolQuota quota,
        ConnectionCounter counter,
        long maxMessageOctets,
        Duration loginTimeout,
        IdleTimeout idleTimeout) {}
