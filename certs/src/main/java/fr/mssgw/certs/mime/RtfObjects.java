package fr.mssgw.certs.mime;

/**
 * Looks in an RTF file for objects of other programs (RTF 1.9.1, "Objects"): every control word that begins with
 * {@code \obj}, wherever it stands, be it within an ignorable group {@code \*} or among the octets of {@code \bin}. White
 * space and control characters between its letters are passed over. Linear, holds nothing.
 */
final class RtfObjects {
    private static final String OBJECT = "obj";
    private static final String BINARY = "bin";

    private boolean backslash;
    private int ofObject;
    private int ofBinary;
    private boolean binary;
    private boolean found;

    void add(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length && !found; i++) {
            see(Character.toLowerCase(octets[i] & 0xFF));
        }
    }

    boolean areThere() {
        return found;
    }

    private void see(int character) {
        if (character == '\\') {
            // "\\" is a backslash of the text; behind \bin it may as well be the last octet of a picture
            backslash = !backslash || binary;
            ofObject = 0;
            ofBinary = 0;
        } else if (backslash) {
            backslash = false;
            ofObject = character == OBJECT.charAt(0) ? 1 : 0;
            ofBinary = character == BINARY.charAt(0) ? 1 : 0;
        } else {
            follow(character);
        }
    }

    private void follow(int character) {
        if (ofObject > 0 && character > ' ') {
            ofObject = character == OBJECT.charAt(ofObject) ? ofObject + 1 : 0;
            found = ofObject == OBJECT.length();
        }
        if (ofBinary > 0) {
            ofBinary = character == BINARY.charAt(ofBinary) ? ofBinary + 1 : 0;
            binary |= ofBinary == BINARY.length();
            ofBinary = binary ? 0 : ofBinary;
        }
    }
}
