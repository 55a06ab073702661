package fr.mssgw.imap.james.fetch;

import fr.mssgw.store.mailbox.FolderListing;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.james.imap.api.message.BodyFetchElement;
import org.apache.james.imap.api.message.FetchData;
import org.apache.james.imap.api.message.FetchData.Item;
import org.apache.james.imap.api.message.SectionType;

/**
 * What a FETCH asks for, and which columns answer it.
 *
 * @param withUid also where it was not asked for, as QRESYNC wants it
 * @param writes whether the folder is open for writing
 */
record FetchPlan(FetchData asked, boolean withUid, boolean writes) {
    /** Whether a section belongs to a part, of which it must be known where it lies. */
    static boolean isOfPart(BodyFetchElement section) {
        return section.getPath() != null && section.getPath().length > 0;
    }

    /** Whether all that is asked for stays as it is for as long as the message is there, and asking changes nothing. */
    boolean lasts() {
        return !has(Item.FLAGS) && !has(Item.MODSEQ) && !asked.isSetSeen() && asked.getChangedSince() == -1;
    }

    /** Whether the messages are read by being handed out. */
    boolean marksRead() {
        return asked.isSetSeen() && writes;
    }

    boolean has(Item item) {
        return asked.contains(item) || item == Item.UID && withUid;
    }

    List<BodyFetchElement> sections() {
        return List.copyOf(asked.getBodyElements());
    }

    Set<FolderListing.Item> columns() {
        EnumSet<FolderListing.Item> columns = EnumSet.noneOf(FolderListing.Item.class);
        if (has(Item.INTERNAL_DATE) || has(Item.SAVEDATE)) {
            columns.add(FolderListing.Item.DATES);
        }
        if (has(Item.SIZE)) {
            columns.add(FolderListing.Item.SIZE);
        }
        if (has(Item.ENVELOPE)) {
            columns.add(FolderListing.Item.ENVELOPE);
        }
        if (has(Item.BODY_STRUCTURE)) {
            columns.add(FolderListing.Item.BODY_STRUCTURE);
        }
        if (has(Item.BODY)) {
            columns.add(FolderListing.Item.BODY_OUTLINE);
        }
        for (BodyFetchElement section : sections()) {
            if (section.getSectionType() != SectionType.TEXT || isOfPart(section)) {
                columns.add(FolderListing.Item.HEADER);
            }
            if (readsBody(section)) {
                columns.add(FolderListing.Item.BODY);
            }
        }
        return columns;
    }

    private static boolean readsBody(BodyFetchElement section) {
        return section.getSectionType() == SectionType.CONTENT
                || section.getSectionType() == SectionType.TEXT
                || isOfPart(section);
    }
}
