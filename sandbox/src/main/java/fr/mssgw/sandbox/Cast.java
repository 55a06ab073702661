package fr.mssgw.sandbox;

import java.util.List;

/** Who plays in the demonstration. Everybody and everything here is fictitious. */
public final class Cast {
    public static final String DOMAIN = "demo.mssante.fr";
    public static final String MES_DOMAIN = "patient.mssante.fr";
    public static final String PHARMACY_BAL = "pharmacie.centrale@" + DOMAIN;
    public static final String PHARMACIST_BAL = "paul.petit@" + DOMAIN;
    public static final String PHARMACY_NAME = "Pharmacie Centrale";

    private Cast() {}

    public record Professional(String name, String rpps) {}

    public record Place(String postcode, String town) {}

    private static final Place PARIS = new Place("75014", "Paris");

    public record Box(
            String localPart,
            String type,
            String displayName,
            List<Professional> persons,
            String finess,
            String structure,
            String sector,
            Place place) {
        public String address() {
            return localPart + "@" + DOMAIN;
        }

        public boolean isPharmacysOrganisational() {
            return type.equals("organisational") && sector.equals("SA33");
        }
    }

    private static final Professional CLAIRE = new Professional("Claire Martin", "10001234567");
    private static final Professional PAUL = new Professional("Paul Petit", "10003456789");
    private static final Professional NADIA = new Professional("Nadia Benali", "10004567890");
    private static final Professional SOPHIE = new Professional("Sophie Leroy", "10005678901");
    private static final Professional MARC = new Professional("Marc Dubois", "10006789012");
    private static final Professional LEA = new Professional("Léa Fontaine", "10007890123");

    public static final List<Box> BOXES = List.of(
            new Box(
                    "claire.martin",
                    "nominative",
                    "Dr Claire MARTIN",
                    List.of(CLAIRE),
                    "750000101",
                    "Cabinet du docteur Martin",
                    "SA07",
                    PARIS),
            new Box(
                    "paul.petit",
                    "nominative",
                    "M. Paul PETIT",
                    List.of(PAUL),
                    "750000001",
                    PHARMACY_NAME,
                    "SA33",
                    PARIS),
            new Box(
                    "pharmacie.centrale",
                    "organisational",
                    PHARMACY_NAME,
                    List.of(PAUL, NADIA),
                    "750000001",
                    PHARMACY_NAME,
                    "SA33",
                    PARIS),
            new Box(
                    "secretariat.cardio",
                    "organisational",
                    "Secrétariat de cardiologie",
                    List.of(SOPHIE, MARC),
                    "750000201",
                    "Hôpital de démonstration",
                    "SA01",
                    PARIS),
            new Box(
                    "labo.auto",
                    "applicative",
                    "Laboratoire de démonstration",
                    List.of(),
                    "750000301",
                    "Laboratoire de démonstration",
                    "SA25",
                    PARIS),
            new Box(
                    "pharmacie.eglise",
                    "organisational",
                    "Pharmacie de l'Église",
                    List.of(LEA),
                    "420000001",
                    "Pharmacie de l'Église",
                    "SA33",
                    new Place("42000", "Saint-Étienne")));

    /** @param caregiver who may write in the person's name, or empty */
    public record Person(String ins, String name, String profile, String caregiver) {
        Person(String ins, String name, String profile) {
            this(ins, name, profile, "");
        }

        public String address() {
            return ins + "@" + MES_DOMAIN;
        }
    }

    public static final List<Person> PATIENTS = List.of(
            new Person("279035121518989", "Jeanne Moreau-Test", "open"),
            new Person(TestIns.withKey("1850675112233"), "Hugo Lambert-Test", "open"),
            new Person(TestIns.withKey("2940213055044"), "Inès Garnier-Test", "open", "Louise Garnier-Test"),
            new Person(TestIns.withKey("164112A004118"), "Ange Paoli-Test", "open"),
            new Person(TestIns.withKey("2581269123077"), "Odette Fermée-Test", "closed"),
            new Person(TestIns.withKey("1770399351012"), "Personne Inconnue-Test", "unknown"),
            new Person(TestIns.withKey("2540175056088"), "Rosa Delmas-Test", "open", "Louise Delmas-Test"));

    /**
     * One simulated operator.
     *
     * @param expect what a message from it meets, {@code accepted} or {@code refused: …}
     */
    public record Operator(String name, String domain, String expect) {
        /** What its certificate's subject and the white list call it. */
        public String certificateName() {
            return "mx." + domain;
        }
    }

    public static final Operator LISTED = new Operator("listed", "pair.mssante.fr", "accepted");

    /** Shows the certificate of another, see {@link #LENDER}. */
    public static final Operator BORROWER =
            new Operator("dn-mismatch", "usurpe.mssante.fr", "refused: another operator's certificate");

    /** A listed domain whose operator never connects. */
    public static final String LENDER = "tiers.mssante.fr";

    public static final List<Operator> PEERS = List.of(
            LISTED,
            new Operator("down", "panne.mssante.fr", "unreachable: listed, nobody listens on its port"),
            new Operator("expired", "perime.mssante.fr", "refused: certificate expired"),
            new Operator("revoked", "revoque.mssante.fr", "refused: certificate revoked"),
            new Operator("other-ca", "autre-ac.mssante.fr", "refused: certificate of another authority"),
            BORROWER,
            new Operator("unlisted", "inconnu.mssante.fr", "refused: domain not in the white list"),
            new Operator("no-tls", "clair.mssante.fr", "refused: no TLS"));

    public record Colleague(String localPart, String name, String smime) {
        public String address() {
            return localPart + "@" + LISTED.domain();
        }
    }

    public static final List<Colleague> COLLEAGUES = List.of(
            new Colleague("jean.dupont", "Jean Dupont", "good"),
            new Colleague("marie.perimee", "Marie Périmée", "expired"),
            new Colleague("luc.revoque", "Luc Révoqué", "revoked"));
}
