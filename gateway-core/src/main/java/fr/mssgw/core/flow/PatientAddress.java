package fr.mssgw.core.flow;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MalformedAddress.Fault;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.text.Ascii;
import java.util.Set;

/** What an address of {@code patient.mssante.fr} turns out to be. */
public sealed interface PatientAddress {
    record Patient(InsAddress ins) implements PatientAddress {}

    /** Mon espace santé itself, which returns bounces from there. */
    record System() implements PatientAddress {}

    record Refused(Verdict.Refuse verdict) implements PatientAddress {}

    /** RFC 2142 §5, and the name that mail servers put on their bounces. */
    Set<String> SYSTEM_NAMES = Set.of("postmaster", "mailer-daemon");

    /** @param temporary whether sex 7 and 8 are accepted */
    static PatientAddress of(MssAddress address, boolean temporary) {
        if (SYSTEM_NAMES.contains(address.localPart())) {
            return new System();
        }
        try {
            InsAddress ins = InsAddress.of(address);
            return ins.isTemporary() && !temporary
                    ? new Refused(new Verdict.Refuse(
                            Rules.MALFORMED_INS, "matricule INS provisoire : seul un INS qualifié est accepté"))
                    : new Patient(ins);
        } catch (MalformedAddress e) {
            return new Refused(
                    e.fault() == Fault.INS_KEY
                            ? new Verdict.Refuse(
                                    Rules.WRONG_INS_KEY, "la clé du matricule INS ne correspond pas au matricule")
                            : malformed());
        }
    }

    /** The refusal for a text that is no address, when it was meant as a patient's. */
    static Verdict.Refuse unreadable(String text) {
        return Ascii.endsWith(text, "@" + InsAddress.DOMAIN)
                ? malformed()
                : new Verdict.Refuse(Rules.MALFORMED_ADDRESS, "adresse de destinataire mal formée");
    }

    private static Verdict.Refuse malformed() {
        return new Verdict.Refuse(
                Rules.MALFORMED_INS, "matricule INS mal formé : 15 caractères sont attendus avant @patient.mssante.fr");
    }
}
