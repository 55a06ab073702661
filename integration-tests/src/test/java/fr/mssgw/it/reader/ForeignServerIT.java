package fr.mssgw.it.reader;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.SandboxFile;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mail moves between our IMAP server and a foreign one, GreenMail, by Jakarta Mail's client: there and back octet for
 * octet. Which mails GreenMail itself cannot keep is in {@code docs/reader-differences.md}.
 */
class ForeignServerIT {
    private static final long SEED = Long.getLong("readers.seed", 20261130);
    private static final int MAILS = 800;
    private static final String FOLDER = "Copie";

    private final SandboxFile sandbox = RunningSandbox.file();
    private final SandboxFile.Account account = sandbox.account("secretariat.cardio", null);
    private final GreenMail foreign = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

    @BeforeEach
    void start() {
        foreign.start();
        foreign.setUser("copie@ailleurs.fr", "copie", "essai");
    }

    @AfterEach
    void stop() {
        foreign.stop();
    }

    @Test
    void mailGoesToAForeignServerAndBackOctetForOctet() throws Exception {
        List<byte[]> mails = new ArrayList<>();
        for (byte[] mail : OddMails.make(SEED, MAILS)) {
            if (isClear(mail)
                    && isKept(mail)
                    && isTaken(Structure.read(RawMessage.of(mail)).root())) {
                mails.add(mail);
            }
        }
        assertThat(mails).hasSizeGreaterThan(MAILS / 20);
        try (Store ours = ImapClient.ours(sandbox, account);
                Store theirs = theirs()) {
            IMAPFolder here = ImapClient.emptyFolder(ours, FOLDER + "-" + System.nanoTime());
            List<String> sent =
                    mails.stream().map(mail -> new String(mail, ISO_8859_1)).toList();
            ImapClient.append(here, sent);
            List<String> first = fetched(here);
            assertSame("appended to ours, fetched from ours", first, sent);
            IMAPFolder there = ImapClient.emptyFolder(theirs, FOLDER);
            ImapClient.append(there, first);
            List<String> second = fetched(there);
            assertSame("appended to GreenMail, fetched from it", second, sent);
            IMAPFolder back = ImapClient.emptyFolder(ours, FOLDER + "-" + System.nanoTime());
            ImapClient.append(back, second);
            assertSame("brought back", fetched(back), sent);
            here.close();
            assertThat(here.delete(false)).isTrue();
            back.close();
            assertThat(back.delete(false)).isTrue();
        }
    }

    /** Whether we would take it at the door and every reader sees the same in it. */
    private static boolean isClear(byte[] mail) throws IOException {
        try {
            HeaderSection.read(RawMessage.of(mail));
            Structure.read(RawMessage.of(mail)).unambiguous();
            return true;
        } catch (MalformedMessage refused) {
            return false;
        }
    }

    /** GreenMail replaces octets above 127, and adds the empty line to a mail that ends with its header section. */
    static boolean isKept(byte[] mail) {
        String text = new String(mail, ISO_8859_1);
        return text.contains("\r\n\r\n") && text.chars().allMatch(octet -> octet < 128);
    }

    /**
     * GreenMail ends the session at an address without an at sign, such as the name of a group, and at a semicolon in a
     * quoted parameter.
     */
    static boolean isTaken(Part part) {
        if (part.names().stream().anyMatch(name -> name.contains(";"))) {
            return false;
        }
        for (String field : List.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc")) {
            for (String value : part.header().values(field)) {
                try {
                    for (InternetAddress address : InternetAddress.parseHeader(value, true)) {
                        if (address.isGroup() || !address.getAddress().contains("@")) {
                            return false;
                        }
                    }
                } catch (AddressException outsideTheGrammar) {
                    return false;
                }
            }
        }
        return part.children().stream().allMatch(ForeignServerIT::isTaken);
    }

    private static void assertSame(String what, List<String> found, List<String> wanted) {
        assertThat(found).as(what).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i)).as("%s, mail %d", what, i).isEqualTo(wanted.get(i));
        }
    }

    private Store theirs() throws MessagingException {
        return ImapClient.connected(new Properties(), "imap", foreign.getImap().getPort(), "copie", "essai");
    }

    private static List<String> fetched(IMAPFolder folder) throws MessagingException, IOException {
        List<String> fetched = new ArrayList<>();
        for (Message message : folder.getMessages()) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.writeTo(octets);
            fetched.add(octets.toString(ISO_8859_1));
        }
        return fetched;
    }
}
