package fr.mssgw.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.MssAddress;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutodiscoverTest {

    private static final String CLAIRE = "claire.martin@test.mssante.fr";

    /** @param address as XML text */
    static String request(String address) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
                  <Request>
                    <EMailAddress>%s</EMailAddress>
                    <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
                  </Request>
                </Autodiscover>
                """
                .formatted(address);
    }

    @Test
    void aRequestNamesItsAddress() {
        assertThat(Autodiscover.address(octets(request(CLAIRE)))).contains(MssAddress.parse(CLAIRE));
        assertThat(Autodiscover.address(octets(request("\n  Claire.Martin@TEST.mssante.fr "))))
                .contains(MssAddress.parse(CLAIRE));
        assertThat(Autodiscover.address(octets(request(CLAIRE)
                        .replaceFirst(
                                "<AcceptableResponseSchema>.*</AcceptableResponseSchema>", "<LegacyDN>x</LegacyDN>"))))
                .contains(MssAddress.parse(CLAIRE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE Autodiscover>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE a [<!ENTITY e \"x\">]>"
            })
    void aDocumentTypeIsRefused(String doctype) {
        String request = request(doctype.contains("ENTITY") ? "&e;@test.mssante.fr" : CLAIRE);
        assertThat(Autodiscover.address(octets(request.replace("<Autodiscover", doctype + "<Autodiscover"))))
                .isEmpty();
    }

    @Test
    void whatIsNotExactlyARequestIsRefused() {
        String good = request(CLAIRE);
        for (String bad : new String[] {
            "",
            "{}",
            good.replace("requestschema", "otherschema"),
            good.replace("<Request>", "<Demand>").replace("</Request>", "</Demand>"),
            good.replace("<Request>", "<Request>words"),
            good.replace("</Request>", "</Request><Request/>"),
            good.replace("</Autodiscover>", ""),
            good + "<more/>",
            good.replace("responseschema/2006a", "mobilesync/responseschema/2006"),
            good.replace("<Request>", "<Request><EMailAddress>" + CLAIRE + "</EMailAddress>"),
            good.replace("<Request>", "<Request>" + "<a/>".repeat(200)),
            good.replace("<EMailAddress>", "<EMailAddress><b/>"),
            request("x".repeat(600) + "@test.mssante.fr"),
            request("&lt;x&gt;@test.mssante.fr"),
            request("")
        }) {
            assertThat(Autodiscover.address(octets(bad))).as(bad).isEmpty();
        }
    }

    @Property(tries = 500)
    void anyOctetsAreReadOrRefused(@ForAll byte[] octets, @ForAll String text) {
        assertThat(Autodiscover.address(octets)).isEmpty();
        assertThat(Autodiscover.address(octets(request(text)))).isNotNull();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
