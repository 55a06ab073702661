package fr.mssgw.relay;

/** What became of one recipient in one attempt. */
sealed interface Answer {
    /** @param reportsItself whether the next host took over the sender's wishes about reports (DSN) */
    record Accepted(PeerTrace peer, PeerReply reply, boolean reportsItself) implements Answer {}

    record NotYet(Reason reason) implements Answer {}

    record Never(Reason reason) implements Answer {}

    /** A reply that is not positive, as the peer meant it. */
    static Answer refusal(PeerReply reply, Destination from) {
        Reason reason = Reason.of(reply, from);
        return reply.permanent() ? new Never(reason) : new NotYet(reason);
    }
}
