package fr.mssgw.certs.document;

import static fr.mssgw.certs.document.Documents.INS;
import static fr.mssgw.certs.document.Documents.OTHER;
import static fr.mssgw.certs.document.Documents.UNREADABLE;
import static fr.mssgw.certs.document.Documents.cda;
import static fr.mssgw.certs.document.Documents.cx;
import static fr.mssgw.certs.document.Documents.id;
import static fr.mssgw.certs.document.Documents.in;
import static fr.mssgw.certs.document.Documents.metadata;
import static fr.mssgw.certs.document.Documents.readable;
import static fr.mssgw.certs.document.Documents.xdm;
import static fr.mssgw.certs.document.Documents.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.certs.archive.ZipBytes;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivedDocumentsTest {
    @Test
    void anArchiveThatCannotBeReadIsThereAndNotReadable() {
        byte[] good = xdm(cda(id("1.2.250.1.213.1.4.8", INS)), metadata(cx(INS), cx(INS)));
        assertThat(in("IHE_XDM.zip", "pas un zip")).containsExactly(UNREADABLE);
        assertThat(in("IHE_XDM.zip", Arrays.copyOf(good, good.length / 3))).contains(UNREADABLE);
        assertThat(in("IHE_XDM.zip", zip(Map.of("IHE_XDM/SUBSET01/METADATA.XML", "<".getBytes(UTF_8)))))
                .contains(UNREADABLE);
        assertThat(in("IHE_XDM.zip", zip(Map.of("IHE_XDM/../METADATA.XML", new byte[0]))))
                .contains(UNREADABLE);
        assertThat(in("IHE_XDM.zip", zip(Map.of("IHE_XDM/A.ZIP", new byte[0])))).contains(UNREADABLE);
    }

    @Test
    void anArchiveWithoutMetadataIsToldFromOneThatCannotBeRead() {
        HealthDocument bare = new HealthDocument(Kind.BARE_ARCHIVE, true, Set.of(), false);
        assertThat(in("IHE_XDM.zip", zip(Map.of("IHE_XDM/SUBSET01/A.PDF", new byte[3]))))
                .containsExactly(bare);
        assertThat(in("autre.zip", zip(Map.of("IHE_XDM/SUBSET01/A.PDF", new byte[3]))))
                .containsExactly(bare);
    }

    private static ZipBytes swapped() {
        return ZipBytes.of("IHE_XDM/SUBSET01/METADATA.XML", metadata(cx(INS), cx(INS)))
                .last(item -> item.centralName = "IHE_XDM/SUBSET01/AAAAAAAA.TXT".getBytes(UTF_8))
                .deflated(
                        "IHE_XDM/SUBSET01/AAAAAAAA.TXT",
                        metadata(cx(OTHER), cx(OTHER)).getBytes(UTF_8))
                .last(item -> item.centralName = "IHE_XDM/SUBSET01/METADATA.XML".getBytes(UTF_8));
    }

    @Test
    void directoriesThatDisagreeAreRefusedInWhateverArchive() {
        assertThat(in("IHE_XDM.zip", swapped().bytes()))
                .contains(UNREADABLE)
                .anySatisfy(document -> assertThat(document.matricules()).contains(OTHER));
        ZipBytes plain = ZipBytes.of("a.txt", "Bonjour").last(item -> item.centralName = "b.txt".getBytes(UTF_8));
        assertThat(in("", plain.bytes())).containsExactly(UNREADABLE);
    }

    @Test
    void octetsThatOneReaderOnlySeesMakeAnArchiveUnreadable() {
        byte[] good = zip(Map.of("a.txt", "Bonjour".getBytes(UTF_8)));
        byte[] hidden =
                zip(Map.of("cr.xml", cda(id("1.2.250.1.213.1.4.8", OTHER)).getBytes(UTF_8)));
        assertThat(in("documents.zip", joined(good, hidden))).contains(UNREADABLE);
        assertThat(in("documents.zip", joined(hidden, good))).contains(UNREADABLE);
        assertThat(in("documents.zip", joined("x".getBytes(UTF_8), good))).contains(UNREADABLE);
        assertThat(in("photo.jpg", joined(new byte[] {-1, -40, -1, -32}, hidden)))
                .containsExactly(UNREADABLE);
        assertThat(in("photo.jpg", new byte[] {-1, -40, -1, -32})).isEmpty();
        assertThat(in("documents.ZIP ", "pas un zip")).containsExactly(UNREADABLE);
    }

    @Test
    void anArchiveUnderAPasswordIsOneThatCannotBeRead() {
        byte[] encrypted = ZipBytes.of("a.pdf", "%PDF-")
                .last(item -> {
                    item.flags = 1;
                    item.centralFlags = 1;
                })
                .bytes();
        assertThat(in("resultats.zip", encrypted))
                .containsExactly(new HealthDocument(Kind.ENCRYPTED_ARCHIVE, true, Set.of(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOC00001", "DOC00001.PDF", "DOC00001.TXT", "lisez-moi", "A.XML.EXE"})
    void aDocumentInAnArchiveIsKnownByItsContentWhateverItsName(String name) {
        ZipBytes archive = ZipBytes.of("IHE_XDM/SUBSET01/METADATA.XML", metadata(cx(INS), cx(INS)))
                .deflated(
                        "IHE_XDM/SUBSET01/" + name,
                        cda(id("1.2.250.1.213.1.4.8", OTHER)).getBytes(UTF_8));
        assertThat(in("IHE_XDM.zip", archive.bytes()))
                .containsExactly(readable(Kind.METADATA, true, INS), readable(Kind.CDA, true, OTHER));
    }

    @Test
    void anArchiveInAnArchiveIsReadInTurnButHasNoPlaceInAnXdm() {
        byte[] inner =
                zip(Map.of("cr.xml", cda(id("1.2.250.1.213.1.4.8", OTHER)).getBytes(UTF_8)));
        assertThat(in("courrier.docx", zip(Map.of("word/embeddings/classeur.xlsx", inner))))
                .containsExactly(readable(Kind.CDA, true, OTHER));
        assertThat(in("documents.zip", zip(Map.of("sans-nom", Arrays.copyOf(inner, inner.length - 1)))))
                .contains(UNREADABLE);
        byte[] xdm = xdm(cda(id("1.2.250.1.213.1.4.8", INS)), metadata(cx(INS), cx(INS)));
        assertThat(in("documents.zip", zip(Map.of("IHE_XDM.zip", xdm)))).contains(UNREADABLE);
        assertThat(in("documents.zip", zip(Map.of("a.docx", zip(Map.of("b.xlsx", inner))))))
                .containsExactly(readable(Kind.CDA, true, OTHER));
        assertThat(in("documents.zip", zip(Map.of("c", zip(Map.of("a.docx", zip(Map.of("b.xlsx", inner))))))))
                .containsExactly(UNREADABLE);
    }

    @Test
    void anArchiveOfAWordProcessorIsNobodysConcern() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("[Content_Types].xml", "<Types/>".getBytes(UTF_8));
        entries.put("word/document.xml", "<w:document xmlns:w='urn:w'/>".getBytes(UTF_8));
        entries.put("word/embeddings/classeur.xlsx", zip(Map.of("xl/workbook.xml", "<workbook/>".getBytes(UTF_8))));
        entries.put("word/media/image1.png", new byte[50]);
        assertThat(in("courrier.docx", zip(entries))).isEmpty();
    }

    @Test
    void aBombIsGivenUpEarly() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("IHE_XDM/SUBSET01/METADATA.XML", metadata(cx(INS), cx(INS)).getBytes(UTF_8));
        entries.put("IHE_XDM/SUBSET01/ZEROS.PDF", new byte[16 * 1024 * 1024]);
        assertThat(in("IHE_XDM.zip", zip(entries))).last().matches(document -> !document.readable());

        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 1_001; i++) {
            many.put("IHE_XDM/" + i, new byte[0]);
        }
        assertThat(in("IHE_XDM.zip", zip(many))).last().matches(document -> !document.readable());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
