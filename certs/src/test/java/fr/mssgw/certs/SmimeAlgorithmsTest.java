package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import fr.mssgw.certs.bouncycastle.CertificateIssuing;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.message.SmimeLabel;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other programs sign with (RFC 8551 §2.2), and what is said of a signature that cannot be checked. */
class SmimeAlgorithmsTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final String ENTITY = "Content-Type: text/plain\r\n\r\nBonjour.\r\n";

    @TempDir
    Path directory;

    private SmimeFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SmimeFixture(directory);
    }

    private static KeyPair key(String kind) throws Exception {
        if (kind.startsWith("brainpool") || kind.startsWith("secp")) {
            KeyPairGenerator curves = KeyPairGenerator.getInstance("EC", BC);
            curves.initialize(new ECGenParameterSpec(kind));
            return curves.generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind, BC);
        if (kind.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static byte[] signature(String kind, String algorithm, boolean opaque, boolean certified) throws Exception {
        KeyPair keys = key(kind);
        X509Certificate certificate = CertificateIssuing.issue(
                AUTHORITY.certificate(),
                AUTHORITY.self().key(),
                keys.getPublic(),
                Request.email("CN=claire,C=FR", NOW, CLAIRE.wireForm()));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(BC)
                .build(algorithm, keys.getPrivate(), certificate));
        if (certified) {
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
        }
        return generator
                .generate(new CMSProcessableByteArray(ENTITY.getBytes(StandardCharsets.US_ASCII)), opaque)
                .getEncoded();
    }

    private SmimeLabel label(String entity) throws Exception {
        String mail = "From: <" + CLAIRE.wireForm() + ">\r\nSubject: a\r\nMIME-Version: 1.0\r\n" + entity;
        return opened(fixture.peer(), raw(mail), JEAN, CLAIRE).label();
    }

    private SmimeLabel detached(byte[] signature) throws Exception {
        return label(SmimeEntities.detached(ENTITY, signature, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA256withRSA, verified",
        "RSA, SHA256withRSAandMGF1, verified",
        "RSA, SHA384withRSAandMGF1, verified",
        "RSA, SHA512withRSAandMGF1, verified",
        "secp256r1, SHA256withECDSA, verified",
        "secp384r1, SHA384withECDSA, verified",
        "brainpoolP256r1, SHA256withECDSA, verified",
        "brainpoolP384r1, SHA384withECDSA, verified",
        "Ed25519, Ed25519, verified",
        "RSA, SHA1withRSA, invalid; reason=weak",
        "RSA, SHA1withRSAandMGF1, invalid; reason=weak",
        "RSA, MD5withRSA, invalid; reason=weak",
        "RSA, SHA3-256withRSA, untrusted; reason=unsupported",
        "RSA, SHA224withRSA, untrusted; reason=unsupported",
    })
    void aSignatureIsCheckedByItsAlgorithmOrSaidNotToBe(String key, String algorithm, String said) throws Exception {
        String value = said + "; signer=" + CLAIRE.wireForm();
        assertThat(detached(signature(key, algorithm, false, true)).headerValue())
                .isEqualTo(value);
        assertThat(label(SmimeEntities.object("signed-data", signature(key, algorithm, true, true)))
                        .headerValue())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"RSA, SHA256withRSAandMGF1", "brainpoolP256r1, SHA256withECDSA", "Ed25519, Ed25519"})
    void aContentThatWasChangedIsInvalidWhateverTheAlgorithm(String key, String algorithm) throws Exception {
        String signed = SmimeEntities.detached(ENTITY, signature(key, algorithm, false, true), "");
        assertThat(label(signed.replace("Bonjour.", "Bonsoir.")).headerValue())
                .isEqualTo("invalid; reason=altered; signer=" + CLAIRE.wireForm());
    }

    @ParameterizedTest
    @CsvSource({"RSA, 16369", "DSA, 32768", "RSA with a long exponent, 3072"})
    void aKeyThatWasMadeToBeCostlyIsNotTried(String kind, int bits) throws Exception {
        BigInteger large = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        SubjectPublicKeyInfo key =
                switch (kind) {
                    case "RSA" -> rsa(large, BigInteger.valueOf(65537));
                    case "DSA" ->
                        new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(
                                        X9ObjectIdentifiers.id_dsa, new DSAParameter(large, large, BigInteger.TWO)),
                                new ASN1Integer(BigInteger.TEN));
                    default -> rsa(large, large.subtract(BigInteger.TWO));
                };
        X509CertificateHolder certificate = certificateOf(key);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(
                                new JcaContentSignerBuilder("SHA256withRSA")
                                        .build(key("RSA").getPrivate()),
                                certificate));
        generator.addCertificate(certificate);
        byte[] signed = generator
                .generate(new CMSProcessableByteArray(ENTITY.getBytes(StandardCharsets.US_ASCII)), false)
                .getEncoded();
        assertThat(assertTimeout(Duration.ofSeconds(2), () -> detached(signed).headerValue()))
                .isEqualTo("untrusted; reason=unsupported; signer=" + CLAIRE.wireForm());
    }

    private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) throws Exception {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new RSAPublicKey(modulus, exponent));
    }

    /** By no authority, which is asked after the signature. */
    private static X509CertificateHolder certificateOf(SubjectPublicKeyInfo key) throws Exception {
        X500Name name = new X500Name("CN=claire,C=FR");
        return new X509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(NOW), Date.from(NOW.plusSeconds(3600)), name, key)
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.rfc822Name, CLAIRE.wireForm())))
                .build(new JcaContentSignerBuilder("SHA256withRSA")
                        .build(key("RSA").getPrivate()));
    }

    @Test
    void aSignatureWithoutItsCertificateIsUntrusted() throws Exception {
        assertThat(detached(signature("RSA", "SHA256withRSA", false, false)).headerValue())
                .isEqualTo("untrusted; reason=no-certificate");
    }
}
