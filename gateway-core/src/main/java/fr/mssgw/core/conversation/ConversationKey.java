package fr.mssgw.core.conversation;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;

/** The pair to which the right to write belongs (MES-APP, MES-FAQ; docs/domain.md §5): never a thread. */
public record ConversationKey(InsAddress patient, MssAddress contact) {}
