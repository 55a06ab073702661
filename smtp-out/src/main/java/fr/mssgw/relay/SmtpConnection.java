package fr.mssgw.relay;

import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.port.OutboundQueue.Item;
import fr.mssgw.core.port.OutboundQueue.Lease;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;

/**
 * A connection to an operator, past STARTTLS and EHLO; {@link TlsClient} opens it and judges whom it leads to. One
 * thread at a time. Commands go out together where the peer announces PIPELINING (RFC 2920), DATA included, so that a
 * message costs two round trips.
 */
final class SmtpConnection implements AutoCloseable {
    /** Commands written before their replies are read: few enough for any socket buffer. */
    private static final int WINDOW = 20;

    private static final long OCTETS_A_SECOND = 64 * 1024;

    private final SSLSocket socket;
    private final Deadlines.Watch watch;
    private final ReplyReader replies;
    private final BufferedOutputStream out;
    private final Extensions extensions;
    private final RelayConfig.Timeouts timeouts;
    private final PeerTrace peer;
    private final List<X509Certificate> chain;
    private final long openedAt = System.nanoTime();
    private long lastUsed = openedAt;
    private int transactions;
    private boolean usable = true;

    SmtpConnection(
            SSLSocket socket,
            Deadlines.Watch watch,
            ReplyReader replies,
            BufferedOutputStream out,
            Extensions extensions,
            RelayConfig.Timeouts timeouts,
            PeerTrace peer,
            List<X509Certificate> chain) {
        this.socket = socket;
        this.watch = watch;
        this.replies = replies;
        this.out = out;
        this.extensions = extensions;
        this.timeouts = timeouts;
        this.peer = peer;
        this.chain = List.copyOf(chain);
    }

    PeerTrace peer() {
        return peer;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    boolean usable() {
        return usable && !watch.expired();
    }

    int transactions() {
        return transactions;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedAt);
    }

    Duration idleFor() {
        return Duration.ofNanos(System.nanoTime() - lastUsed);
    }

    /**
     * Hands one message over, in one transaction.
     *
     * @param stillOurs asked before the closing dot: once the lease is lost, another worker may be sending
     * @throws Stale nothing was answered on a connection that had been idle: try another
     * @throws Trouble the transaction broke; nothing was accepted, unless the peer's last reply was lost
     */
    Map<Item, Answer> send(Lease lease, BooleanSupplier stillOurs) throws IOException {
        boolean reused = transactions > 0;
        transactions++;
        Progress progress = new Progress();
        try {
            Map<Item, Answer> answers = transaction(lease, stillOurs, reused, progress);
            lastUsed = System.nanoTime();
            watch.rest();
            return answers;
        } catch (ContentWriter.Unreadable | ContentWriter.Unsendable | Stale e) {
            abandon();
            throw e;
        } catch (IOException e) {
            boolean late = watch.expired();
            abandon();
            if (reused && !progress.answered && !late) {
                throw new Stale(e);
            }
            throw trouble(e, late, progress);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private Map<Item, Answer> transaction(Lease lease, BooleanSupplier stillOurs, boolean reused, Progress progress)
            throws IOException {
        long size = lease.content().size();
        if (extensions.maxSize().isPresent() && size > extensions.maxSize().get()) {
            return Handover.all(
                    lease,
                    new Answer.Never(Reason.ours(
                            "5.3.4",
                            "le message (%d octets) dépasse la taille acceptée par l'opérateur destinataire (%d octets)"
                                    .formatted(size, extensions.maxSize().get()))));
        }
        if (!extensions.eightBitMime() && ContentWriter.isEightBit(lease.content())) {
            return Handover.all(
                    lease,
                    new Answer.Never(Reason.ours(
                            "5.6.3",
                            "l'opérateur destinataire n'accepte pas les messages en 8 bits, et le convertir romprait sa"
                                    + " signature")));
        }
        List<PeerReply> said = commands(envelope(lease, size), progress);
        PeerReply toMail = said.get(0);
        PeerReply toData = said.get(said.size() - 1);
        if (reused && toMail.closing()) {
            throw new Stale(new EOFException(toMail.text()));
        }
        Map<Item, Answer> answers = new LinkedHashMap<>();
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < lease.items().size(); i++) {
            PeerReply toRecipient = i + 1 < said.size() - 1 ? said.get(i + 1) : toMail;
            if (!toMail.positive()) {
                answers.put(lease.items().get(i), Answer.refusal(toMail, peer.host()));
            } else if (toRecipient.positive()) {
                taken.add(lease.items().get(i));
            } else {
                answers.put(lease.items().get(i), Answer.refusal(toRecipient, peer.host()));
            }
        }
        if (said.stream().anyMatch(PeerReply::closing)) {
            usable = false;
        }
        if (taken.isEmpty()) {
            if (toData.goesOn()) {
                abandon(); // nobody is left to send to, and the peer waits for content
            } else {
                reset(progress);
            }
            return answers;
        }
        if (!toData.goesOn()) {
            taken.forEach(item -> answers.put(item, Answer.refusal(toData, peer.host())));
            reset(progress);
            return answers;
        }
        PeerReply last = content(lease, size, stillOurs, progress);
        for (Item item : taken) {
            answers.put(
                    item,
                    last.positive()
                            ? new Answer.Accepted(peer, last, extensions.dsn())
                            : Answer.refusal(last, peer.host()));
        }
        if (last.closing()) {
            usable = false;
        }
        return answers;
    }

    private PeerReply content(Lease lease, long size, BooleanSupplier stillOurs, Progress progress) throws IOException {
        watch.within(timeouts.content().plusSeconds(size / OCTETS_A_SECOND));
        ContentWriter.write(lease.content(), out);
        if (!stillOurs.getAsBoolean()) {
            throw new LeaseLost();
        }
        out.flush();
        watch.within(timeouts.acceptance());
        progress.dotSent = true;
        ContentWriter.end(out);
        return replies.read();
    }

    /**
     * The replies to MAIL, each RCPT, DATA, in this order; without pipelining the rest is not sent once it is pointless,
     * and the last reply read stands for DATA.
     */
    private List<PeerReply> commands(List<String> commands, Progress progress) throws IOException {
        List<PeerReply> said = new ArrayList<>(commands.size());
        int window = extensions.pipelining() ? WINDOW : 1;
        boolean anyRecipient = false;
        for (int start = 0; start < commands.size(); start += window) {
            int end = Math.min(commands.size(), start + window);
            if (start > 0 && !said.get(0).positive()
                    || end == commands.size() && start > 1 && window == 1 && !anyRecipient) {
                said.add(said.get(said.size() - 1));
                return said;
            }
            watch.within(timeouts.reply());
            for (String command : commands.subList(start, end)) {
                out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            for (int i = start; i < end; i++) {
                PeerReply reply = replies.read();
                progress.answered = true;
                said.add(reply);
                anyRecipient |= i > 0 && i < commands.size() - 1 && reply.positive();
                if (reply.closing()) {
                    while (said.size() < commands.size()) {
                        said.add(reply);
                    }
                    return said;
                }
            }
        }
        return said;
    }

    private List<String> envelope(Lease lease, long size) {
        List<String> commands = new ArrayList<>(lease.items().size() + 2);
        StringBuilder mail = new StringBuilder("MAIL FROM:<")
                .append(lease.sender().map(sender -> sender.wireForm()).orElse(""))
                .append('>');
        if (extensions.size()) {
            mail.append(" SIZE=").append(size);
        }
        if (extensions.eightBitMime()) {
            mail.append(" BODY=8BITMIME");
        }
        if (extensions.dsn()) {
            mail.append(" RET=").append(lease.fullReport() ? "FULL" : "HDRS");
            lease.envelopeId().ifPresent(id -> mail.append(" ENVID=").append(xtext(id)));
        }
        commands.add(mail.toString());
        for (Item item : lease.items()) {
            commands.add("RCPT TO:<" + item.recipient().wireForm() + ">" + (extensions.dsn() ? dsn(item.dsn()) : ""));
        }
        commands.add("DATA");
        return commands;
    }

    private static String dsn(DsnRequest request) {
        StringBuilder parameters = new StringBuilder();
        if (!request.notifyOn().isEmpty()) {
            parameters.append(request.notifyOn().stream()
                    .sorted()
                    .map(Enum::name)
                    .collect(Collectors.joining(",", " NOTIFY=", "")));
        }
        request.originalRecipient().ifPresent(original -> parameters
                .append(" ORCPT=")
                .append(original.startsWith("rfc822;") ? "rfc822;" + xtext(original.substring(7)) : xtext(original)));
        return parameters.toString();
    }

    /** The next hop gets what came in, unchanged (RFC 3461 §4.4); anything else is encoded, so that no command breaks. */
    private static String xtext(String parameter) {
        return Xtext.isXtext(parameter) ? parameter : Xtext.encode(parameter);
    }

    /** Makes the connection fit for another message, or ends it. */
    private void reset(Progress progress) {
        if (!usable) {
            return;
        }
        try {
            usable = commands(List.of("RSET"), progress).get(0).positive();
        } catch (IOException e) {
            abandon();
        }
    }

    private Trouble trouble(IOException e, boolean late, Progress progress) {
        String when = progress.dotSent
                ? " après l'envoi du message : il a pu être accepté, un double est possible"
                : progress.answered ? " pendant l'échange" : " au début de l'échange";
        String what;
        String status = "4.4.2";
        if (e instanceof LeaseLost) {
            what = "la réservation du message a été perdue";
            status = "4.3.0";
        } else if (late) {
            what = "l'opérateur destinataire ne répond pas à temps";
        } else if (e instanceof ReplyReader.ProtocolFault) {
            what = "l'opérateur destinataire ne respecte pas SMTP (" + e.getMessage() + ")";
            status = "4.5.0";
        } else if (e instanceof EOFException) {
            what = "l'opérateur destinataire a fermé la connexion";
        } else {
            what = "la connexion a été rompue";
        }
        return Trouble.inTransaction(Reason.ours(status, peer.host() + ": " + what + when), late, e);
    }

    /** Closes without a word. */
    void abandon() {
        usable = false;
        watch.closeNow();
    }

    /** Says QUIT, without waiting for the answer. */
    @Override
    public void close() {
        if (usable()) {
            try {
                watch.within(Duration.ofSeconds(2));
                out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                socket.close();
            } catch (IOException goneAlready) {
                // it was to be closed
            }
        }
        abandon();
    }

    private static final class Progress {
        boolean answered;
        boolean dotSent;
    }

    private static final class LeaseLost extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** An idle connection turned out to be dead before anything was answered: nothing was handed over. */
    static final class Stale extends IOException {
        private static final long serialVersionUID = 1L;

        Stale(IOException cause) {
            super("an idle connection was dead", cause);
        }
    }
}
