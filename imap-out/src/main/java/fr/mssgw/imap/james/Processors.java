package fr.mssgw.imap.james;

import com.google.common.collect.ImmutableMap;
import fr.mssgw.imap.james.connection.NoMetrics;
import fr.mssgw.imap.james.connection.ReadOnly;
import fr.mssgw.imap.james.fetch.FetchCommand;
import fr.mssgw.imap.james.id.IdCommand;
import fr.mssgw.imap.james.list.ListCommand;
import fr.mssgw.imap.james.list.LsubCommand;
import fr.mssgw.imap.james.login.AuthenticateCommand;
import fr.mssgw.imap.james.login.LoginCommand;
import fr.mssgw.imap.james.login.LoginRule;
import fr.mssgw.imap.james.mailbox.BalMailboxManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.CloseRequest;
import org.apache.james.imap.message.request.ExamineRequest;
import org.apache.james.imap.message.request.SelectRequest;
import org.apache.james.imap.message.request.StatusRequest;
import org.apache.james.imap.message.response.UnpooledStatusResponseFactory;
import org.apache.james.imap.processor.CapabilityImplementingProcessor;
import org.apache.james.imap.processor.CapabilityProcessor;
import org.apache.james.imap.processor.CheckProcessor;
import org.apache.james.imap.processor.CloseProcessor;
import org.apache.james.imap.processor.CompressProcessor;
import org.apache.james.imap.processor.DefaultProcessor;
import org.apache.james.imap.processor.DeleteProcessor;
import org.apache.james.imap.processor.EnableProcessor;
import org.apache.james.imap.processor.ExamineProcessor;
import org.apache.james.imap.processor.ExpungeProcessor;
import org.apache.james.imap.processor.GetACLProcessor;
import org.apache.james.imap.processor.GetMetadataProcessor;
import org.apache.james.imap.processor.GetQuotaProcessor;
import org.apache.james.imap.processor.GetQuotaRootProcessor;
import org.apache.james.imap.processor.ListRightsProcessor;
import org.apache.james.imap.processor.LogoutProcessor;
import org.apache.james.imap.processor.MyRightsProcessor;
import org.apache.james.imap.processor.NamespaceProcessor;
import org.apache.james.imap.processor.NoopProcessor;
import org.apache.james.imap.processor.PermitEnableCapabilityProcessor;
import org.apache.james.imap.processor.RenameProcessor;
import org.apache.james.imap.processor.ReplaceProcessor;
import org.apache.james.imap.processor.SelectProcessor;
import org.apache.james.imap.processor.SetMetadataProcessor;
import org.apache.james.imap.processor.StartTLSProcessor;
import org.apache.james.imap.processor.StatusProcessor;
import org.apache.james.imap.processor.SubscribeProcessor;
import org.apache.james.imap.processor.SystemMessageProcessor;
import org.apache.james.imap.processor.UnselectProcessor;
import org.apache.james.imap.processor.UnsubscribeProcessor;
import org.apache.james.imap.processor.base.AbstractProcessor;
import org.apache.james.imap.processor.base.ImapResponseMessageProcessor;
import org.apache.james.imap.processor.base.UnknownRequestProcessor;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.apache.james.metrics.api.MetricFactory;
import reactor.core.publisher.Mono;

/**
 * The commands that we serve: James' own, but for those that stand in packages of ours. Left out is XLIST (Google's,
 * before RFC 6154).
 */
final class Processors {
    private final BalMailboxManager mailboxes;
    private final AppendLimits appends;
    private final StatusResponseFactory responses = new UnpooledStatusResponseFactory();
    private final MetricFactory metrics = new NoMetrics();

    Processors(BalMailboxManager mailboxes, AppendLimits appends) {
        this.mailboxes = mailboxes;
        this.appends = appends;
    }

    ImapProcessor assemble(LoginRule logins, long maxMessageOctets) {
        CapabilityProcessor capabilities = new CapabilityProcessor(mailboxes, responses, metrics);
        EnableProcessor enable = new EnableProcessor(mailboxes, responses, metrics, capabilities);
        List<AbstractProcessor<?>> all = new ArrayList<>(List.of(
                capabilities,
                enable,
                new SystemMessageProcessor(mailboxes),
                new ImapResponseMessageProcessor(),
                new StartTLSProcessor(responses),
                new CompressProcessor(responses),
                new LoginCommand(mailboxes, responses, logins),
                new AuthenticateCommand(mailboxes, responses, logins),
                new LogoutProcessor(mailboxes, responses, metrics),
                new IdCommand(mailboxes, responses, metrics),
                new NoopProcessor(mailboxes, responses, metrics),
                new CheckProcessor(mailboxes, responses, metrics),
                new NamespaceProcessor(mailboxes, responses, metrics)));
        all.addAll(folders());
        all.addAll(messages());
        all.forEach(processor -> {
            if (processor instanceof CapabilityImplementingProcessor able) {
                capabilities.addProcessor(able);
            }
            if (processor instanceof PermitEnableCapabilityProcessor permitting) {
                enable.addProcessor(permitting);
            }
        });
        DefaultProcessor processor = new DefaultProcessor(byRequest(all), new UnknownRequestProcessor(responses));
        processor.configure(ImapConfiguration.builder()
                .isCondstoreEnable(true)
                .appendLimit(java.util.Optional.of(Math.toIntExact(maxMessageOctets)))
                .isProvisionDefaultMailboxes(false)
                .disabledCaps(com.google.common.collect.ImmutableSet.of())
                .build());
        return new FaultBarrier(processor, responses, appends);
    }

    private List<AbstractProcessor<?>> folders() {
        StoreSubscriptionManager subscriptions = mailboxes.subscriptions();
        QuotaManager quota = mailboxes.getQuotaComponents().getQuotaManager();
        QuotaRootResolver quotaRoots = mailboxes.getQuotaComponents().getQuotaRootResolver();
        StatusProcessor status = new StatusProcessor(mailboxes, responses, metrics) {
            @Override
            protected Mono<Void> processRequestReactive(
                    StatusRequest request, ImapSession session, Responder responder) {
                return super.processRequestReactive(request, session, appends.telling(session, responder));
            }
        };
        return List.of(
                status,
                new ListCommand(mailboxes, responses, metrics, appends::of),
                new LsubCommand(mailboxes, responses, metrics),
                new SubscribeProcessor(mailboxes, subscriptions, responses, metrics),
                new UnsubscribeProcessor(mailboxes, subscriptions, responses, metrics),
                new CreateCommand(mailboxes, responses, metrics),
                new RenameProcessor(mailboxes, responses, metrics),
                new DeleteProcessor(mailboxes, responses, metrics),
                new SelectProcessor(mailboxes, mailboxes.getEventBus(), responses, metrics) {
                    @Override
                    protected Mono<Void> processRequestReactive(
                            SelectRequest request, ImapSession session, Responder responder) {
                        return super.processRequestReactive(
                                request, session, new Resynchronisation(mailboxes, request, session, responder));
                    }
                },
                new ExamineProcessor(mailboxes, mailboxes.getEventBus(), responses, metrics) {
                    @Override
                    protected Mono<Void> processRequestReactive(
                            ExamineRequest request, ImapSession session, Responder responder) {
                        return super.processRequestReactive(
                                request, session, new Resynchronisation(mailboxes, request, session, responder));
                    }
                },
                new UnselectProcessor(mailboxes, responses, metrics),
                new CloseProcessor(mailboxes, responses, metrics) {
                    @Override
                    protected Mono<Void> processRequestReactive(
                            CloseRequest request, ImapSession session, Responder responder) {
                        return ReadOnly.is(session) // RFC 3501 §6.4.2: no messages are removed
                                ? session.deselect().then(Mono.fromRunnable(() -> okComplete(request, responder)))
                                : super.processRequestReactive(request, session, responder);
                    }
                },
                new GetQuotaProcessor(mailboxes, responses, quota, quotaRoots, metrics),
                new GetQuotaRootProcessor(mailboxes, responses, quotaRoots, quota, metrics),
                new MyRightsProcessor(mailboxes, responses, metrics),
                new GetACLProcessor(mailboxes, responses, metrics),
                new ListRightsProcessor(mailboxes, responses, metrics),
                MembersAreConfigured.onSet(mailboxes, responses),
                MembersAreConfigured.onDelete(mailboxes, responses),
                new SetMetadataProcessor(mailboxes, responses, metrics),
                new GetMetadataProcessor(mailboxes, responses, metrics));
    }

    private List<AbstractProcessor<?>> messages() {
        return List.of(
                appends.append(mailboxes, responses),
                new ReplaceProcessor(mailboxes, responses, metrics),
                new FetchCommand(mailboxes, responses, metrics),
                new SearchCommand(mailboxes, responses, metrics),
                new StoreCommand(mailboxes, responses, metrics),
                FilingCommand.copy(mailboxes, responses),
                FilingCommand.move(mailboxes, responses),
                new ExpungeProcessor(mailboxes, responses, metrics),
                new WatchfulIdle(mailboxes, responses, metrics));
    }

    @SuppressWarnings("rawtypes") // as DefaultProcessor wants it
    private static ImmutableMap<Class, ImapProcessor> byRequest(List<AbstractProcessor<?>> all) {
        ImmutableMap.Builder<Class, ImapProcessor> map = ImmutableMap.builder();
        for (AbstractProcessor<?> processor : all) {
            for (Class<?> request : Set.copyOf(processor.acceptableClasses())) {
                map.put(request, processor);
            }
        }
        return map.buildOrThrow();
    }
}
