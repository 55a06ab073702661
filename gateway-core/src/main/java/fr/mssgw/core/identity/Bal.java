package fr.mssgw.core.identity;

import java.util.List;
import java.util.Optional;

/**
 * A mailbox of MSSanté (boîte aux lettres). Address and type never change once created (IG-MSS; docs/domain.md §2).
 */
public sealed interface Bal {
    MssAddress address();

    String displayName();

    /** Unlisted in the Annuaire santé; works all the same. */
    boolean listeRouge();

    /** Who may open it, each under an identity of their own. */
    List<Person> persons();

    /** The structure it belongs to, where there is one. */
    Optional<Structure> structure();

    /** The word used in configuration and in {@code sandbox.json}. */
    String type();

    /** Whether people read it; an applicative BAL is read by software. */
    default boolean isHuman() {
        return !(this instanceof Applicative);
    }

    /** Whether a patient may write here first: the organisational BAL of a pharmacy (docs/domain.md §5). */
    default boolean isPharmacysOrganisational() {
        return this instanceof Organisational && belongsToPharmacy();
    }

    default boolean belongsToPharmacy() {
        return structure().map(Structure::isPharmacy).orElse(false);
    }

    /** {@code PER}: one person, and only that person. */
    record Nominative(
            MssAddress address, String displayName, boolean listeRouge, Person holder, Optional<Structure> structure)
            implements Bal {
        @Override
        public List<Person> persons() {
            return List.of(holder);
        }

        @Override
        public String type() {
            return "nominative";
        }
    }

    /**
     * {@code ORG}: a team of a structure; several persons, each individually identified.
     *
     * @param service for patients, where the team is a pharmacy's
     */
    record Organisational(
            MssAddress address,
            String displayName,
            boolean listeRouge,
            List<Person> persons,
            Structure team,
            PatientInitiated patientInitiated,
            PharmacyService service)
            implements Bal {
        public Organisational {
            persons = List.copyOf(persons);
        }

        /** A team with the usual service. */
        public Organisational(
                MssAddress address,
                String displayName,
                boolean listeRouge,
                List<Person> persons,
                Structure team,
                PatientInitiated patientInitiated) {
            this(address, displayName, listeRouge, persons, team, patientInitiated, PharmacyService.DEFAULT);
        }

        @Override
        public Optional<Structure> structure() {
            return Optional.of(team);
        }

        @Override
        public String type() {
            return "organisational";
        }
    }

    /** {@code APP}: a software; a legal entity answers for it. It authenticates by certificate. */
    record Applicative(MssAddress address, String displayName, boolean listeRouge, Structure responsible)
            implements Bal {
        @Override
        public List<Person> persons() {
            return List.of();
        }

        @Override
        public Optional<Structure> structure() {
            return Optional.of(responsible);
        }

        @Override
        public String type() {
            return "applicative";
        }
    }

    /** What a patient may start with a pharmacy's organisational BAL. */
    record PatientInitiated(First first, AfterClosure afterClosure) {
        /** The first message, without any earlier mail from the pharmacy. */
        public enum First {
            ANY,
            DOCUMENTS,
            NONE
        }

        /** A new message once the pharmacy has closed the conversation. */
        public enum AfterClosure {
            DOCUMENTS,
            NONE
        }

        public static final PatientInitiated DEFAULT = new PatientInitiated(First.ANY, AfterClosure.DOCUMENTS);
    }
}
