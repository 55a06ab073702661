package fr.mssgw.smtp;

import fr.mssgw.core.policy.Reply;

/** A command or response that cannot be read, with what to answer. */
public final class SyntaxFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    public SyntaxFault(Reply reply) {
        super(reply.text(), null, false, false);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
