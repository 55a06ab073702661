package org.apache.james.mailbox.store.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.DateResolution;
import org.apache.james.mailbox.model.SearchQuery.Sort;
import org.apache.james.mailbox.model.SearchQuery.Sort.Order;
import org.apache.james.mailbox.model.SearchQuery.Sort.SortClause;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mime4j.dom.Message;
import org.junit.jupiter.api.Test;

/** The messages of the suite are numbered as it stores them: 1 to 9 in the INBOX of benwa, 1 to 3 in MyFolder. */
class MessageSearchContractTest extends AbstractMessageSearchIndexTest {
    private static final Date JUNE_4_2015_11H_PARIS = new Date(1433408400000L);

    private final ContractManager manager = new ContractManager();

    @Override
    protected void initializeMailboxManager() {
        storeMailboxManager = manager.getMailboxManager();
        messageSearchIndex = manager.search();
        messageIdManager = manager.filing();
        messageIdFactory = manager.numbering();
        eventBus = storeMailboxManager.getEventBus();
    }

    /** Nothing to wait for: a search here sees what is stored. */
    @Override
    protected void awaitMessageCount(List<MailboxId> mailboxes, SearchQuery query, long count) {
        assertThat(count).isPositive();
    }

    @Override
    protected MessageId initNewBasedMessageId() {
        return manager.numbering().generate();
    }

    @Override
    protected MessageId initOtherBasedMessageId() {
        return manager.numbering().generate();
    }

    // No SORT is announced: UIDs ascend, as SEARCH answers them (docs/imap-contract-suites.md, 8).

    @Test
    @Override
    void sortShouldOrderMessages() throws Exception {
        assertThat(inbox(SearchQuery.allSortedWith(new Sort(SortClause.Arrival))))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    @Override
    void revertSortingShouldReturnElementsInAReversedOrder() throws Exception {
        assertThat(inbox(SearchQuery.allSortedWith(new Sort(SortClause.Arrival, Order.REVERSE))))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    @Override
    protected void sortOnCcShouldWork() throws Exception {
        ascends(SortClause.MailboxCc);
    }

    @Test
    @Override
    protected void sortOnFromShouldWork() throws Exception {
        ascends(SortClause.MailboxFrom);
    }

    @Test
    @Override
    protected void sortOnToShouldWork() throws Exception {
        ascends(SortClause.MailboxTo);
    }

    @Test
    @Override
    void sortOnSubjectShouldWork() throws Exception {
        ascends(SortClause.BaseSubject);
    }

    @Test
    @Override
    void sortOnSizeShouldWork() throws Exception {
        ascends(SortClause.Size);
    }

    @Test
    @Override
    void sortOnSentDateShouldWork() throws Exception {
        ascends(SortClause.SentDate);
    }

    @Test
    @Override
    void searchShouldOrderByInternalDateWhenSortOnSentDateAndNoCorrespondingHeader() throws Exception {
        receivedOn("2017-08-24T00:00:00Z", "2017-08-23T00:00:00Z", "2017-08-25T00:00:00Z");
    }

    @Test
    @Override
    void searchShouldOrderBySentDateThenInternalDateWhenSortOnSentDateAndNonHomogeneousCorrespondingHeader()
            throws Exception {
        receivedOn("2017-08-24T00:00:00Z", "2017-08-26T00:00:00Z", "2017-08-25T00:00:00Z");
    }

    // The server says which messages are recent in this session; a search is given them (2).

    @Test
    @Override
    void flagIsSetShouldReturnUidOfMessageMarkedAsRecentWhenUsedWithFlagRecent() throws MailboxException {
        assertThat(inbox(recent(SearchQuery.flagIsSet(Flags.Flag.RECENT))))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 8L, 9L);
    }

    @Test
    @Override
    void flagIsUnSetShouldReturnUidOfMessageNotMarkedAsRecentWhenUsedWithFlagRecent() throws MailboxException {
        assertThat(inbox(recent(SearchQuery.flagIsUnSet(Flags.Flag.RECENT)))).containsExactly(7L);
    }

    // The first message of a folder has the mod-sequence 2 (8).

    @Test
    @Override
    protected void modSeqEqualsShouldReturnUidsOfMessageHavingAGivenModSeq() throws Exception {
        assertThat(inbox(SearchQuery.of(SearchQuery.modSeqEquals(3)))).containsExactly(2L);
    }

    @Test
    @Override
    protected void modSeqGreaterThanShouldReturnUidsOfMessageHavingAGreaterModSeq() throws Exception {
        assertThat(inbox(SearchQuery.of(SearchQuery.modSeqGreaterThan(8)))).containsExactly(8L, 9L);
    }

    @Test
    @Override
    protected void modSeqLessThanShouldReturnUidsOfMessageHavingAGreaterModSeq() throws Exception {
        assertThat(inbox(SearchQuery.of(SearchQuery.modSeqLessThan(4)))).containsExactly(1L, 2L);
    }

    @Test
    @Override
    protected void youShouldBeAbleToSpecifySeveralCriterionOnASingleQuery() throws Exception {
        assertThat(inbox(SearchQuery.of(SearchQuery.headerExists("Precedence"), SearchQuery.modSeqGreaterThan(7))))
                .containsExactly(8L, 9L);
    }

    @Test
    @Override
    protected void andShouldReturnResultsMatchingBothRequests() throws Exception {
        assertThat(inbox(SearchQuery.of(
                        SearchQuery.and(SearchQuery.headerExists("Precedence"), SearchQuery.modSeqGreaterThan(7)))))
                .containsExactly(8L, 9L);
    }

    @Test
    @Override
    protected void orShouldReturnResultsMatchinganyRequests() throws Exception {
        SearchQuery.UidRange range = new SearchQuery.UidRange(MessageUid.of(2), MessageUid.of(4));
        assertThat(inbox(SearchQuery.of(SearchQuery.or(SearchQuery.uid(range), SearchQuery.modSeqGreaterThan(7)))))
                .containsExactly(2L, 3L, 4L, 7L, 8L, 9L);
    }

    // Words stand as they are searched, one after the other (ADR 0012; 11).

    @Test
    @Override
    protected void bodyContainsShouldReturnUidOfMessageContainingTheApproximativeText() throws MailboxException {
        assertThat(inbox(SearchQuery.of(SearchQuery.bodyContains("created summary"))))
                .isEmpty();
        assertThat(inbox(SearchQuery.of(SearchQuery.bodyContains("created"), SearchQuery.bodyContains("summary"))))
                .containsExactly(2L);
    }

    @Test
    @Override
    protected void mailsContainsShouldIncludeMailHavingAttachmentsMatchingTheRequest() throws MailboxException {
        assertThat(inbox(SearchQuery.of(SearchQuery.mailContains("root mailing list"))))
                .containsExactly(1L);
    }

    // A date of sending is a day, the one that is written in the message (RFC 9051 §6.4.4; 12).

    @Test
    @Override
    void sentDateAfterShouldReturnMessagesAfterAGivenDate() throws Exception {
        assertThat(inbox(SearchQuery.of(SearchQuery.sentDateAfter(JUNE_4_2015_11H_PARIS, DateResolution.Second))))
                .isEmpty();
        Date dayBefore = new Date(JUNE_4_2015_11H_PARIS.getTime() - 86_400_000L);
        assertThat(inbox(SearchQuery.of(SearchQuery.sentDateAfter(dayBefore, DateResolution.Day))))
                .contains(2L, 3L);
    }

    @Test
    @Override
    void headerDateAfterShouldWork() throws Exception {
        assertThat(inbox(SearchQuery.of(
                        SearchQuery.headerDateAfter("sentDate", JUNE_4_2015_11H_PARIS, DateResolution.Second))))
                .isEmpty();
    }

    @Test
    @Override
    void headerDateBeforeShouldWork() throws Exception {
        assertThat(inbox(SearchQuery.of(
                        SearchQuery.headerDateBefore("sentDate", JUNE_4_2015_11H_PARIS, DateResolution.Day))))
                .isEmpty();
        assertThat(inbox(SearchQuery.of(
                        SearchQuery.headerDateBefore("Date", new Date(1433109600000L), DateResolution.Day))))
                .containsExactly(5L);
    }

    @Test
    @Override
    void headerDateOnShouldWork() throws Exception {
        assertThat(inbox(SearchQuery.of(
                        SearchQuery.headerDateOn("sentDate", new Date(1433224800000L), DateResolution.Day))))
                .isEmpty();
        assertThat(inbox(
                        SearchQuery.of(SearchQuery.headerDateOn("Date", new Date(1433224800000L), DateResolution.Day))))
                .containsExactly(4L, 9L);
    }

    // What IMAP cannot ask finds nothing (13).

    @Test
    @Override
    void hasAttachmentShouldOnlyReturnMessageThatHasAttachmentWhichAreNotInline() throws MailboxException {
        assertThat(found("MyFolder", SearchQuery.of(SearchQuery.hasAttachment())))
                .isEmpty();
    }

    @Test
    @Override
    void hasNoAttachmenShouldOnlyReturnMessageThatHasNoAttachmentWhichAreNotInline() throws MailboxException {
        assertThat(found("MyFolder", SearchQuery.of(SearchQuery.hasNoAttachment())))
                .isEmpty();
    }

    @Test
    @Override
    protected void uidShouldreturnEveryThing() throws MailboxException {
        assertThat(inbox(SearchQuery.of(SearchQuery.uid()))).isEmpty();
    }

    @Test
    @Override
    void searchShouldThrowWhenSessionIsNull() {
        assertThatThrownBy(() -> messageSearchIndex.search(null, List.of(), SearchQuery.matchAll(), 1))
                .isInstanceOf(NullPointerException.class);
    }

    // Each message is a thread of its own (docs/imap-contract-suites.md, 12).

    @Test
    @Override
    void givenThreeMailsInAThreadThenGetThreadShouldReturnAListWithThreeMessageIdsInThatThread()
            throws MailboxException {
        eachAlone(3);
    }

    @Test
    @Override
    void givenAMailInAThreadThenGetThreadShouldReturnAListWithOnlyOneMessageIdInThatThread() throws MailboxException {
        eachAlone(1);
    }

    private void eachAlone(int messages) throws MailboxException {
        MailboxSession quan = storeMailboxManager.createSystemSession(QUAN);
        MessageManager inbox = storeMailboxManager.getMailbox(MailboxPath.inbox(QUAN), quan);
        for (int number = 0; number < messages; number++) {
            MessageId id = append(inbox, quan, new Date()).getId().getMessageId();
            assertThat(messageSearchIndex
                            .search(
                                    quan,
                                    List.of(inbox.getId()),
                                    SearchQuery.of(SearchQuery.threadId(ThreadId.fromBaseMessageId(id))),
                                    10)
                            .toStream())
                    .containsExactly(id);
        }
    }

    private void ascends(SortClause clause) throws MailboxException {
        SearchQuery query = SearchQuery.builder()
                .andCriteria(SearchQuery.uid(new SearchQuery.UidRange(MessageUid.of(2), MessageUid.of(5))))
                .sorts(new Sort(clause))
                .build();
        assertThat(inbox(query)).containsExactly(2L, 3L, 4L, 5L);
    }

    private void receivedOn(String... dates) throws MailboxException {
        MailboxSession session = storeMailboxManager.createSystemSession(USERNAME);
        MessageManager folder = manager.create(MailboxPath.forUser(USERNAME, "sentDate"), session);
        for (String date : dates) {
            append(folder, session, Date.from(java.time.Instant.parse(date)));
        }
        assertThat(found("sentDate", SearchQuery.allSortedWith(new Sort(SortClause.SentDate))))
                .containsExactly(LongStream.rangeClosed(1, dates.length).boxed().toArray(Long[]::new));
    }

    private static MessageManager.AppendResult append(MessageManager folder, MailboxSession session, Date date)
            throws MailboxException {
        try {
            return folder.appendMessage(
                    MessageManager.AppendCommand.builder()
                            .withInternalDate(date)
                            .build(Message.Builder.of().setSubject("test").setBody("testmail", StandardCharsets.UTF_8)),
                    session);
        } catch (java.io.IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static SearchQuery recent(SearchQuery.Criterion criterion) {
        return SearchQuery.builder()
                .andCriteria(criterion)
                .addRecentMessageUids(
                        Stream.of(1, 2, 3, 4, 5, 6, 8, 9).map(MessageUid::of).toList())
                .build();
    }

    private List<Long> inbox(SearchQuery query) throws MailboxException {
        return found(INBOX, query);
    }

    private List<Long> found(String folder, SearchQuery query) throws MailboxException {
        MailboxSession session = storeMailboxManager.createSystemSession(USERNAME);
        MailboxPath path = MailboxPath.forUser(USERNAME, folder);
        return messageSearchIndex
                .search(session, storeMailboxManager.getMailbox(path, session).getMailboxEntity(), query)
                .map(MessageUid::asLong)
                .collectList()
                .block();
    }
}
