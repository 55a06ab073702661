package fr.mssgw.imap.james;

import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.AbstractMessageRangeRequest;
import org.apache.james.imap.message.request.FetchRequest;
import org.apache.james.imap.message.request.SearchRequest;
import org.apache.james.imap.message.request.StoreRequest;

/** Tells the client its news when a command has done its work, before the tagged answer. */
final class NewsBeforeTag implements Responder {
    private final ClientNews news;
    private final ImapSession session;
    private final Responder client;
    private final boolean withGone;
    private final boolean withUids;

    NewsBeforeTag(ClientNews news, ImapMessage request, ImapSession session, Responder client) {
        this.news = news;
        this.session = session;
        this.client = client;
        this.withUids = byUid(request);
        this.withGone = withUids || !holdsNumbers(request);
    }

    private static boolean byUid(ImapMessage request) {
        return request instanceof FetchRequest fetch && fetch.isUseUids()
                || request instanceof StoreRequest store && store.isUseUids()
                || request instanceof SearchRequest search && search.isUseUids()
                || request instanceof AbstractMessageRangeRequest filing && filing.isUseUids();
    }

    private static boolean holdsNumbers(ImapMessage request) {
        return request instanceof FetchRequest || request instanceof StoreRequest || request instanceof SearchRequest;
    }

    @Override
    public void respond(ImapResponseMessage message) {
        if (message instanceof StatusResponse status && status.getTag() != null) {
            news.tell(session, client, withGone, withUids);
        }
        client.respond(message);
    }

    @Override
    public void flush() {
        client.flush();
    }
}
