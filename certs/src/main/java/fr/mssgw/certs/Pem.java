package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.LegacyKeys;
import fr.mssgw.core.text.FileTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * PEM files (RFC 7468): certificates, revocation lists and unencrypted private keys. Text around the blocks is
 * skipped. A file holds at most 16 MiB and 10,000 blocks.
 */
public final class Pem {
    private static final int LARGEST_FILE = 16 * 1024 * 1024;
    private static final int MOST_BLOCKS = 10_000;
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block: its label, such as {@code CERTIFICATE}, and its octets. */
    record Block(String label, byte[] octets) {}

    /**
     * All certificates of a file, in its order.
     *
     * @throws UnusableFile where the file cannot be read, holds none, or holds one that is damaged
     */
    public static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                try {
                    found.add(certificate(block.octets()));
                } catch (CertificateException e) {
                    throw new UnusableFile(
                            file, "certificate number %d is damaged; export it again".formatted(found.size() + 1), e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new UnusableFile(file, "no certificate in it; expected -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(found);
    }

    /**
     * All revocation lists of a file: PEM blocks, or one list in DER.
     *
     * @throws UnusableFile where the file cannot be read, holds none, or holds one that is damaged
     */
    public static List<X509CRL> crls(Path file) {
        byte[] octets = read(file);
        List<X509CRL> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (octets.length > 0 && octets[0] == 0x30) {
                found.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(octets)));
            } else {
                for (Block block : blocks(file, octets)) {
                    if (block.label().equals("X509 CRL")) {
                        found.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.octets())));
                    }
                }
            }
        } catch (CRLException | CertificateException e) {
            throw new UnusableFile(
                    file, "revocation list number %d is damaged; fetch it again".formatted(found.size() + 1), e);
        }
        if (found.isEmpty()) {
            throw new UnusableFile(file, "no revocation list in it; expected -----BEGIN X509 CRL----- or DER");
        }
        return List.copyOf(found);
    }

    /**
     * The private key of a file, PKCS#8 or the older PKCS#1 and SEC1 forms, unencrypted.
     *
     * @throws UnusableFile where there is none, it is encrypted, or of a kind we do not use (RSA and EC only)
     */
    public static PrivateKey privateKey(Path file) {
        for (Block block : blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return pkcs8(file, block.octets());
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    return pkcs8(file, modern(file, block));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new UnusableFile(
                            file,
                            "the key is encrypted; decrypt it with `openssl pkcs8` or use keystore and password-file");
                default -> {
                    // certificates and parameters may stand beside the key
                }
            }
        }
        throw new UnusableFile(file, "no private key in it; expected -----BEGIN PRIVATE KEY-----");
    }

    private static byte[] modern(Path file, Block block) {
        try {
            return LegacyKeys.toPkcs8(block.label(), block.octets());
        } catch (IllegalArgumentException e) {
            throw new UnusableFile(file, "the key is damaged or encrypted; convert it with `openssl pkcs8 -topk8`", e);
        }
    }

    private static PrivateKey pkcs8(Path file, byte[] octets) {
        GeneralSecurityException last = new GeneralSecurityException("no key factory");
        for (String kind : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(octets));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new UnusableFile(file, "the key is damaged or neither RSA nor EC; export it as PKCS#8", last);
    }

    /** Writes certificates, one block each. */
    public static String ofCertificates(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
        return text.toString();
    }

    /** Writes a private key as unencrypted PKCS#8. */
    public static String ofKey(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** Writes revocation lists, one block each. */
    public static String ofCrls(List<X509CRL> crls) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509CRL crl : crls) {
                text.append(block("X509 CRL", crl.getEncoded()));
            }
        } catch (CRLException e) {
            throw new IllegalArgumentException("a revocation list that has no encoding", e);
        }
        return text.toString();
    }

    private static String block(String label, byte[] octets) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return BEGIN + label + DASHES + "\n" + lines + "\n-----END " + label + DASHES + "\n";
    }

    private static X509Certificate certificate(byte[] octets) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets));
    }

    static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LARGEST_FILE + 1);
            if (octets.length > LARGEST_FILE) {
                throw new UnusableFile(file, "larger than 16 MiB, which no key or certificate file is");
            }
            return octets;
        } catch (NoSuchFileException e) {
            throw new UnusableFile(file, "no such file; correct the path or put the file there", e);
        } catch (IOException e) {
            throw new UnusableFile(file, "cannot be read (" + FileTrouble.of(e) + "); check its owner and mode", e);
        }
    }

    private static List<Block> blocks(Path file) {
        return blocks(file, read(file));
    }

    private static List<Block> blocks(Path file, byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 || labelEnd - at > 80 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            String closing = "-----END " + label + DASHES;
            int end = labelEnd < 0 ? -1 : text.indexOf(closing, labelEnd);
            if (end < 0 || blocks.size() >= MOST_BLOCKS) {
                throw new UnusableFile(file, "cut short or damaged: block %d has no end".formatted(blocks.size() + 1));
            }
            try {
                byte[] content = Base64.getMimeDecoder().decode(text.substring(labelEnd + DASHES.length(), end));
                blocks.add(new Block(label, content));
            } catch (IllegalArgumentException e) {
                throw new UnusableFile(file, "block %d is not base64".formatted(blocks.size() + 1), e);
            }
            at = text.indexOf(BEGIN, end + closing.length());
        }
        return blocks;
    }
}
