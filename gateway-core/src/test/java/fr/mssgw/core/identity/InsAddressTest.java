package fr.mssgw.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import fr.mssgw.core.identity.MalformedAddress.Fault;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsAddressTest {
    private static String withKey(String thirteen) {
        return thirteen + "%02d".formatted(InsAddress.keyOf(thirteen));
    }

    @Test
    void theOfficialSampleIsValid() {
        assertThat(new InsAddress("279035121518989").address().wireForm())
                .isEqualTo("279035121518989@patient.mssante.fr");
    }

    @ParameterizedTest
    @CsvSource({
        "288091234567823, INS_KEY",
        "253097812634581, INS_KEY",
        "279035121518988, INS_KEY",
        "379035121518989, INS_FORM",
        "079035121518989, INS_FORM",
        "279005121518989, INS_FORM",
        "279135121518989, INS_FORM",
        "279195121518989, INS_FORM",
        "27903512151898, INS_FORM",
        "2790351215189890, INS_FORM",
        "27903C121518989, INS_FORM",
        "2790351215189 89, INS_FORM",
        "2790351215１8989, INS_FORM",
        "'', INS_FORM",
    })
    void aMatriculeThatCannotBeIsRefusedForItsReasonAndNotRepeated(String matricule, Fault fault) {
        assertThatThrownBy(() -> new InsAddress(matricule))
                .asInstanceOf(type(MalformedAddress.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault))
                .satisfies(refused -> assertThat(
                                matricule.isEmpty() || !refused.getMessage().contains(matricule))
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource({"1790320121518, 1790319121518", "179032A121518, 1790319121518", "179032B121518, 1790318121518"})
    void corsicanDepartmentsCountAs19And18(String written, String counted) {
        if (written.contains("2A") || written.contains("2B")) {
            assertThat(InsAddress.keyOf(written)).isEqualTo(InsAddress.keyOf(counted));
        }
        assertThat(new InsAddress(withKey(written)).matricule()).startsWith(written);
    }

    @Test
    void lettersMayComeInEitherCase() {
        String upper = withKey("179032A121518");
        assertThat(InsAddress.of(MssAddress.parse(upper.toLowerCase(java.util.Locale.ROOT) + "@Patient.MSSante.fr")))
                .isEqualTo(new InsAddress(upper));
    }

    @Test
    void theDepartmentIsInCapitalsOnTheWire() {
        String matricule = withKey("179032A121518");
        assertThat(MssAddress.parse(matricule.toLowerCase(java.util.Locale.ROOT) + "@patient.mssante.fr")
                        .wireForm())
                .isEqualTo(matricule + "@patient.mssante.fr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "12", "20", "42", "50", "99"})
    void monthsGoFrom1To12AndFrom20To99(String month) {
        assertThat(new InsAddress(withKey("179" + month + "75121518")).isTemporary())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7790375121518", "8790375121518"})
    void temporaryMatriculesAreReadAndSaidToBeSo(String thirteen) {
        assertThat(new InsAddress(withKey(thirteen)).isTemporary()).isTrue();
    }

    @Test
    void itsTextShowsNothingButTheSex() {
        InsAddress patient = new InsAddress("279035121518989");
        assertThat(patient).hasToString("2**************@patient.mssante.fr");
        assertThat(patient.address()).hasToString("2**************@patient.mssante.fr");
    }

    @Test
    void anotherDomainIsNoPatient() {
        assertThatThrownBy(() -> InsAddress.of(MssAddress.parse("279035121518989@demo.mssante.fr")))
                .asInstanceOf(type(MalformedAddress.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.SYNTAX));
    }

    @Property
    void exactlyOneOfAllKeysFits(
            @ForAll @LongRange(min = 0, max = 9_999_999_999L) long rest, @ForAll @IntRange(min = 1, max = 97) int key) {
        String ten = "%010d".formatted(rest);
        String thirteen = "1" + ten.substring(0, 2) + "03" + ten.substring(2);
        boolean accepted;
        try {
            accepted = !new InsAddress(thirteen + "%02d".formatted(key)).isTemporary();
        } catch (MalformedAddress refused) {
            accepted = false;
        }
        assertThat(accepted).isEqualTo(key == 97 - Long.parseLong(thirteen) % 97);
    }

    @Property
    void anyTextIsEitherReadOrRefusedAsMalformed(@ForAll String text) {
        try {
            assertThat(new InsAddress(text).matricule()).hasSize(15);
        } catch (MalformedAddress refused) {
            assertThat(refused.fault()).isIn(Fault.INS_FORM, Fault.INS_KEY);
        }
    }
}
