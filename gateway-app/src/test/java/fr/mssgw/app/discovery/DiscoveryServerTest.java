package fr.mssgw.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.app.discovery.MailService.Protocol;
import fr.mssgw.app.discovery.MailService.Security;
import fr.mssgw.core.identity.MailDomain;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class DiscoveryServerTest {

    private static final String CLAIRE = "claire.martin@test.mssante.fr";
    private static final String HOST = "mx.test.mssante.fr";
    private static final List<MailDomain> DOMAINS =
            List.of(new MailDomain("test.mssante.fr"), new MailDomain("autre.mssante.fr"));
    private static final List<MailService> SERVICES = List.of(
            new MailService(Protocol.IMAP, Security.STARTTLS, 143),
            new MailService(Protocol.IMAP, Security.IMPLICIT, 993),
            new MailService(Protocol.SUBMISSION, Security.STARTTLS, 587),
            new MailService(Protocol.SUBMISSION, Security.IMPLICIT, 465));

    private final HttpClient client = HttpClient.newHttpClient();

    @Nullable private DiscoveryServer server;

    @BeforeEach
    void start() throws Exception {
        start(SERVICES);
    }

    private void start(List<MailService> services) throws Exception {
        server = DiscoveryServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DiscoveryPages(new ClientSettings("Santé & Co <Nord>", HOST, DOMAINS, services, false)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"})
    void thunderbirdLearnsEveryServerImplicitTlsFirst(String path) throws Exception {
        HttpResponse<String> answer = get(path + "?emailaddress=" + CLAIRE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/xml; charset=utf-8");
        assertThat(fields(parse(answer.body())))
                .containsExactly(
                        "clientConfig@version=1.1",
                        "clientConfig/emailProvider@id=test.mssante.fr",
                        "clientConfig/emailProvider/domain=test.mssante.fr",
                        "clientConfig/emailProvider/displayName=Santé & Co <Nord>",
                        "clientConfig/emailProvider/displayShortName=Santé & Co <Nord>",
                        "clientConfig/emailProvider/incomingServer@type=imap",
                        "clientConfig/emailProvider/incomingServer/hostname=" + HOST,
                        "clientConfig/emailProvider/incomingServer/port=993",
                        "clientConfig/emailProvider/incomingServer/socketType=SSL",
                        "clientConfig/emailProvider/incomingServer/username=" + CLAIRE,
                        "clientConfig/emailProvider/incomingServer/authentication=password-cleartext",
                        "clientConfig/emailProvider/incomingServer@type=imap",
                        "clientConfig/emailProvider/incomingServer/hostname=" + HOST,
                        "clientConfig/emailProvider/incomingServer/port=143",
                        "clientConfig/emailProvider/incomingServer/socketType=STARTTLS",
                        "clientConfig/emailProvider/incomingServer/username=" + CLAIRE,
                        "clientConfig/emailProvider/incomingServer/authentication=password-cleartext",
                        "clientConfig/emailProvider/outgoingServer@type=smtp",
                        "clientConfig/emailProvider/outgoingServer/hostname=" + HOST,
                        "clientConfig/emailProvider/outgoingServer/port=465",
                        "clientConfig/emailProvider/outgoingServer/socketType=SSL",
                        "clientConfig/emailProvider/outgoingServer/username=" + CLAIRE,
                        "clientConfig/emailProvider/outgoingServer/authentication=password-cleartext",
                        "clientConfig/emailProvider/outgoingServer@type=smtp",
                        "clientConfig/emailProvider/outgoingServer/hostname=" + HOST,
                        "clientConfig/emailProvider/outgoingServer/port=587",
                        "clientConfig/emailProvider/outgoingServer/socketType=STARTTLS",
                        "clientConfig/emailProvider/outgoingServer/username=" + CLAIRE,
                        "clientConfig/emailProvider/outgoingServer/authentication=password-cleartext");
    }

    @Test
    void tokensAreOfferedBeforePasswordsWherePscIsConfigured() {
        ClientSettings psc = new ClientSettings("Test", HOST, DOMAINS, SERVICES, true);
        assertThat(Autoconfig.write(psc, DOMAINS.get(0), Autoconfig.PLACEHOLDER))
                .containsSubsequence(
                        "<authentication>OAuth2</authentication>",
                        "<authentication>password-cleartext</authentication>");
    }

    @Test
    void withoutAnAddressTheClientFillsItInForTheDomainThatItAsks() throws Exception {
        ClientSettings one = new ClientSettings("Test", HOST, DOMAINS.subList(1, 2), SERVICES, false);
        try (DiscoveryServer single = DiscoveryServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new DiscoveryPages(one))) {
            String body = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + single.address().getPort() + "/mail/config-v1.1.xml"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(fields(parse(body)))
                    .contains(
                            "clientConfig/emailProvider@id=autre.mssante.fr",
                            "clientConfig/emailProvider/incomingServer/username=%EMAILADDRESS%");
        }
        assertThat(get("/mail/config-v1.1.xml").statusCode())
                .as("two domains, and a Host that names none")
                .isEqualTo(400);
    }

    @Test
    void outlookLearnsOneServerForEachProtocol() throws Exception {
        for (String path : List.of("/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml")) {
            HttpResponse<String> answer = post(path, request(CLAIRE));
            assertThat(answer.statusCode()).isEqualTo(200);
            Element top = parse(answer.body());
            assertThat(top.getNamespaceURI())
                    .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006");
            assertThat(top.getFirstChild().getNamespaceURI())
                    .isEqualTo("http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a");
            String account = "Autodiscover/Response/Account/";
            assertThat(fields(top).stream().filter(field -> !field.contains("@xmlns=")))
                    .containsExactly(
                            "Autodiscover/Response/User/DisplayName=" + CLAIRE,
                            account + "AccountType=email",
                            account + "Action=settings",
                            account + "Protocol/Type=IMAP",
                            account + "Protocol/Server=" + HOST,
                            account + "Protocol/Port=993",
                            account + "Protocol/DomainRequired=off",
                            account + "Protocol/LoginName=" + CLAIRE,
                            account + "Protocol/SPA=off",
                            account + "Protocol/SSL=on",
                            account + "Protocol/Encryption=SSL",
                            account + "Protocol/AuthRequired=on",
                            account + "Protocol/Type=SMTP",
                            account + "Protocol/Server=" + HOST,
                            account + "Protocol/Port=465",
                            account + "Protocol/DomainRequired=off",
                            account + "Protocol/LoginName=" + CLAIRE,
                            account + "Protocol/SPA=off",
                            account + "Protocol/SSL=on",
                            account + "Protocol/Encryption=SSL",
                            account + "Protocol/AuthRequired=on");
        }
    }

    @Test
    void anAppleDeviceGetsAProfileThatReplacesItself() throws Exception {
        HttpResponse<String> answer = get("/apple.mobileconfig?email=" + CLAIRE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/x-apple-aspen-config; charset=utf-8");
        Map<String, Object> profile = dict((Element) parse(answer.body()).getFirstChild());
        assertThat(profile)
                .containsEntry("PayloadType", "Configuration")
                .containsEntry("PayloadVersion", 1)
                .containsEntry("PayloadDisplayName", "Santé & Co <Nord> : " + CLAIRE);
        assertThat(profile.get("PayloadContent")).isInstanceOfSatisfying(List.class, contents -> {
            assertThat(contents).hasSize(1);
            @SuppressWarnings("unchecked")
            Map<String, Object> mail = (Map<String, Object>) contents.get(0);
            assertThat(mail)
                    .containsEntry("PayloadType", "com.apple.mail.managed")
                    .containsEntry("EmailAccountType", "EmailTypeIMAP")
                    .containsEntry("EmailAddress", CLAIRE)
                    .containsEntry("IncomingMailServerHostName", HOST)
                    .containsEntry("IncomingMailServerPortNumber", 993)
                    .containsEntry("IncomingMailServerUseSSL", true)
                    .containsEntry("IncomingMailServerAuthentication", "EmailAuthPassword")
                    .containsEntry("IncomingMailServerUsername", CLAIRE)
                    .containsEntry("OutgoingMailServerHostName", HOST)
                    .containsEntry("OutgoingMailServerPortNumber", 465)
                    .containsEntry("OutgoingMailServerUseSSL", true)
                    .containsEntry("OutgoingMailServerUsername", CLAIRE)
                    .containsEntry("OutgoingPasswordSameAsIncomingPassword", true);
            assertThat(mail.get("PayloadUUID")).isNotEqualTo(profile.get("PayloadUUID"));
        });
        assertThat(get("/apple.mobileconfig?email=" + CLAIRE).body()).isEqualTo(answer.body());
    }

    @Test
    void anAddressThatNobodyHasGetsTheSameAnswer() throws Exception {
        String nobody = "personne@test.mssante.fr";
        assertThat(get("/mail/config-v1.1.xml?emailaddress=" + nobody).body())
                .isEqualTo(get("/mail/config-v1.1.xml?emailaddress=" + CLAIRE)
                        .body()
                        .replace(CLAIRE, nobody));
    }

    @Test
    void signsOfTheMarkupInAnAddressStayText() throws Exception {
        String odd = "o'brien&co+x@test.mssante.fr"; // every one of these is allowed in a dot-atom
        String encoded = URLEncoder.encode(odd, StandardCharsets.UTF_8);
        assertThat(fields(parse(
                        get("/mail/config-v1.1.xml?emailaddress=" + encoded).body())))
                .contains("clientConfig/emailProvider/incomingServer/username=" + odd);
        assertThat(dict((Element) parse(get("/apple.mobileconfig?email=" + encoded)
                                        .body())
                                .getFirstChild())
                        .get("PayloadDisplayName"))
                .isEqualTo("Santé & Co <Nord> : " + odd);
        assertThat(fields(parse(post("/autodiscover/autodiscover.xml", request("o'brien&amp;co+x@test.mssante.fr"))
                        .body())))
                .contains("Autodiscover/Response/Account/Protocol/LoginName=" + odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>@test.mssante.fr",
                "a@test.mssante.fr\"><x>",
                "a@test.mssante.fr\r\nSet-Cookie: a=b",
                "a]]>@test.mssante.fr",
                "\u0000@test.mssante.fr",
                "é@test.mssante.fr",
                "a b@test.mssante.fr",
                "@test.mssante.fr",
                "claire",
                ""
            })
    void whatIsNoAddressIsRefusedWithoutRepeatingIt(String hostile) throws Exception {
        String encoded = URLEncoder.encode(hostile, StandardCharsets.UTF_8).replace("+", "%20");
        for (String page : List.of("/mail/config-v1.1.xml?emailaddress=", "/apple.mobileconfig?email=")) {
            HttpResponse<String> answer = get(page + encoded);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("adresse invalide\n");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void anUnknownDomainIsNotFound() throws Exception {
        for (String other : List.of("a@ailleurs.fr", "a@sous.test.mssante.fr", "279035121518989@patient.mssante.fr")) {
            assertThat(get("/mail/config-v1.1.xml?emailaddress=" + other).statusCode())
                    .isEqualTo(404);
            assertThat(get("/apple.mobileconfig?email=" + other).statusCode()).isEqualTo(404);
            assertThat(post("/autodiscover/autodiscover.xml", request(other)).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void whatIsNotOfferedIsLeftOut() throws Exception {
        stop();
        start(List.of(new MailService(Protocol.IMAP, Security.STARTTLS, 2143)));
        List<String> mozilla =
                fields(parse(get("/mail/config-v1.1.xml?emailaddress=" + CLAIRE).body()));
        assertThat(mozilla)
                .contains("clientConfig/emailProvider/incomingServer/port=2143")
                .noneMatch(field -> field.contains("outgoingServer"));
        assertThat(fields(parse(
                        post("/autodiscover/autodiscover.xml", request(CLAIRE)).body())))
                .contains("Autodiscover/Response/Account/Protocol/Encryption=TLS")
                .doesNotContain("Autodiscover/Response/Account/Protocol/Type=SMTP");
        assertThat(get("/apple.mobileconfig?email=" + CLAIRE).statusCode())
                .as("a profile holds both servers")
                .isEqualTo(404);
    }

    @Test
    void onlyTheseThreePagesAreServed() throws Exception {
        for (String path : List.of(
                "/",
                "/health",
                "/health/live",
                "/metrics",
                "/admin/queue/list",
                "/mail/config-v1.1.xml/more?emailaddress=" + CLAIRE,
                "/mail/config-v1.1.xmlx",
                "/mail/../metrics")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("/autodiscover/autodiscover.xml").statusCode()).isEqualTo(405);
        assertThat(post("/apple.mobileconfig?email=" + CLAIRE, "").statusCode()).isEqualTo(405);
        assertThat(post("/admin/queue/list", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void sizesAreBounded() throws Exception {
        String padding = "x".repeat(1_100);
        assertThat(get("/mail/config-v1.1.xml?emailaddress=" + CLAIRE + "&y=" + padding)
                        .statusCode())
                .isEqualTo(414);
        String big = request(CLAIRE).replace("<Request>", "<Request>" + "<!-- -->".repeat(3_000));
        assertThat(post("/autodiscover/autodiscover.xml", big).statusCode()).isEqualTo(413);
        assertThat(get("/mail/config-v1.1.xml?emailaddress=" + CLAIRE + "&emailaddress=" + CLAIRE)
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/autodiscover/autodiscover.xml", request(CLAIRE)).statusCode())
                .as("and it still serves")
                .isEqualTo(200);
    }

    private static String request(String address) {
        return AutodiscoverTest.request(address);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "text/xml")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static Element parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        return builder.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    /** Every attribute and every text, with the way to it. */
    private static List<String> fields(Element element) {
        List<String> fields = new ArrayList<>();
        collect(element, element.getTagName(), fields);
        return fields;
    }

    private static void collect(Element element, String path, List<String> fields) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            fields.add(path + "@" + attribute.getNodeName() + "=" + attribute.getNodeValue());
        }
        List<Element> children = children(element);
        children.forEach(child -> collect(child, path + "/" + child.getTagName(), fields));
        if (children.isEmpty()) {
            fields.add(path + "=" + element.getTextContent());
        }
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /** A property list's dictionary, read as Apple's DTD describes it: a key, then its value. */
    private static Map<String, Object> dict(Element element) {
        assertThat(element.getTagName()).isEqualTo("dict");
        List<Element> parts = children(element);
        Map<String, Object> dict = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i += 2) {
            assertThat(parts.get(i).getTagName()).isEqualTo("key");
            assertThat(dict.put(parts.get(i).getTextContent(), value(parts.get(i + 1))))
                    .isNull();
        }
        return dict;
    }

    private static Object value(Element element) {
        return switch (element.getTagName()) {
            case "string" -> element.getTextContent();
            case "integer" -> Integer.valueOf(element.getTextContent());
            case "true" -> true;
            case "array" ->
                children(element).stream().map(DiscoveryServerTest::value).toList();
            case "dict" -> dict(element);
            default -> throw new AssertionError("not of a property list: " + element.getTagName());
        };
    }
}
