package fr.mssgw.core.masking;

import fr.mssgw.core.identity.InsAddress;
import java.util.Arrays;

/** Looks for matricules in one reading of a text. For one thread, once. */
final class MatriculeSearch {
    static final int WITHOUT_KEY = 13;
    static final int WITH_KEY = 15;
    /** Of a department in a matricule: the letter of 2A and 2B. */
    private static final int LETTER = 6;
    /** Digits before @ of Mon espace santé that are somebody's matricule, whatever is wrong with it. */
    private static final int FEWEST_OF_PATIENT = 6;

    private static final int MOST_OF_PATIENT = 20;

    /** Gaps before the characters of these positions, as bits: 2790351215189 89. */
    private static final int KEY_APART = 1 << 13;

    /** 2 79 03 51 215 189 89. */
    private static final int BY_FIELDS = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 10 | 1 << 13;

    private final Reading text;
    private final KnownShapes known;
    private final Findings found;

    /** Where the digits (and A or B) of one chain stand: such as only signs separate, however many. */
    private final int[] chain;

    /** Which of them are part of a matricule. */
    private final boolean[] sure;

    private int length;
    private int lastFound = -1;

    MatriculeSearch(Reading text, Findings found) {
        this.text = text;
        this.known = new KnownShapes(text);
        this.found = found;
        this.chain = new int[text.size()];
        this.sure = new boolean[text.size()];
    }

    void run() {
        int stars = 0;
        for (int i = 0; i < text.size(); i++) {
            stars = text.at(i) == '*' ? stars + 1 : 0;
            if (text.isDigit(i) || isDepartmentsLetter(i)) {
                chain[length++] = i;
            } else if (text.isLetter(i) || stars == Matricules.STARS.length() && isMasked(i - stars)) {
                close();
            } else if (text.at(i) == '@') {
                int end = length;
                close();
                if (end > 0 && text.says(i + 1, InsAddress.DOMAIN.name())) {
                    ofPatient(end);
                }
            }
        }
        close();
    }

    /** Whether the asterisks behind it stand for the rest of a matricule, which has nothing to do with other numbers. */
    private boolean isMasked(int sex) {
        return text.isDigit(sex) && !text.isDigit(sex - 1);
    }

    /** After a 2, and not the beginning or end of a word. */
    private boolean isDepartmentsLetter(int i) {
        char c = text.at(i);
        return (c == 'a' || c == 'b') && length > 0 && text.at(chain[length - 1]) == '2' && !text.isLetter(i + 1);
    }

    private void close() {
        int windows = length - WITHOUT_KEY + 1;
        Arrays.fill(sure, 0, length, false);
        for (int start = 0; start < windows; start++) {
            judge(start, WITH_KEY, true);
            judge(start, WITHOUT_KEY, true);
        }
        for (int start = 0; start < windows; start++) {
            judge(start, WITH_KEY, false);
            judge(start, WITHOUT_KEY, false);
        }
        length = 0;
    }

    /** @param first whether to look for what is sure, or then for what is less so and does not overlap it */
    private void judge(int start, int count, boolean first) {
        int end = start + count - 1;
        if (end >= length || !hasShape(start, count)) {
            return;
        }
        boolean keyed = count == WITH_KEY && isKeyed(start);
        boolean usual = keyed && isUsual(start, end) && !known.contradict(chain[start]);
        if (!usual && known.explain(chain[start], chain[end])) {
            return;
        }
        boolean apart = beginsGroup(start)
                && (end == length - 1 || beginsGroup(end + 1))
                && !holdsIdentifier(start, end)
                && !known.prevail(chain[start], chain[end]);
        // "rfc822;2 79 03" and "450 4.2.1 2 79 03": the first digits belong to something else; not so in "INS2 79 03",
        // where nothing is left over
        boolean whole = start == 0 && end == length - 1;
        boolean glued = !whole && text.isLetter(chain[start] - 1) && chain[end] - chain[start] > end - start;
        boolean certain = keyed || apart && !glued && !known.occur(chain[start], chain[end]);
        if (first ? certain : apart && !certain && !overlapsSure(start, end)) {
            add(start, end, first);
        }
    }

    /** Whether one with its key is written as people and programs do: whole, the key apart, or by its fields. */
    private boolean isUsual(int start, int end) {
        boolean together = chain[end] - chain[start] == end - start;
        if (together && known.edgeDigest(chain[start], chain[end])) {
            return true;
        }
        if (!beginsGroup(start) || end < length - 1 && !beginsGroup(end + 1)) {
            return false;
        }
        int gaps = 0;
        for (int i = start + 1; i <= end; i++) {
            gaps |= chain[i] == chain[i - 1] + 1 ? 0 : 1 << (i - start);
        }
        return gaps == 0 || gaps == KEY_APART || gaps == BY_FIELDS;
    }

    private boolean overlapsSure(int start, int end) {
        for (int i = start; i <= end; i++) {
            if (sure[i]) {
                return true;
            }
        }
        return false;
    }

    private void add(int start, int end, boolean isSure) {
        if (isSure) {
            Arrays.fill(sure, start, end + 1, true);
        }
        found.add(text.from(chain[start]), text.to(chain[end]), text.at(chain[start]));
        lastFound = Math.max(lastFound, chain[end]);
    }

    private int value(int index) {
        return text.at(chain[index]) - '0';
    }

    private boolean isLetter(int index) {
        return text.isLetter(chain[index]);
    }

    private boolean beginsGroup(int index) {
        return index == 0 || chain[index] != chain[index - 1] + 1 || isLetter(index) || isLetter(index - 1);
    }

    private boolean hasShape(int start, int count) {
        for (int i = 0; i < count; i++) {
            if (isLetter(start + i) && i != LETTER) {
                return false;
            }
        }
        int sex = value(start);
        int month = 10 * value(start + 3) + value(start + 4);
        boolean department = !isLetter(start + LETTER) || value(start + LETTER - 1) == 2;
        return (sex >= 1 && sex <= 4 || sex == 7 || sex == 8)
                && (month >= 1 && month <= 12 || month >= 20)
                && department;
    }

    private boolean isKeyed(int start) {
        boolean corsica = isLetter(start + LETTER);
        int rest = 0;
        for (int i = 0; i < WITHOUT_KEY; i++) {
            int digit = value(start + i);
            if (corsica && i == LETTER - 1) {
                digit = 1; // 2A counts as 19, 2B as 18
            } else if (corsica && i == LETTER) {
                digit = text.at(chain[start + i]) == 'a' ? 9 : 8;
            }
            rest = (rest * 10 + digit) % 97;
        }
        return 97 - rest == 10 * value(start + WITHOUT_KEY) + value(start + WITHOUT_KEY + 1);
    }

    /** Whether one of several groups is, by its length, an RPPS or a SIRET: nobody groups a matricule in 11 or 14. */
    private boolean holdsIdentifier(int start, int end) {
        int group = start;
        for (int i = start + 1; i <= end + 1; i++) {
            if (i > end || beginsGroup(i)) {
                int size = i - group;
                boolean rpps = size == 11 && value(group) == 1 && value(group + 1) <= 1;
                if (size == 14 || rpps) {
                    return true;
                }
                group = i;
            }
        }
        return false;
    }

    /** Masks what ends at the @ of a patient's address where no matricule was found there: one too short, or too long. */
    private void ofPatient(int end) {
        if (lastFound >= chain[end - 1]) {
            return;
        }
        int start = end - 1;
        while (start > 0 && end - start < MOST_OF_PATIENT && !opens(chain[start - 1], chain[start])) {
            start--;
        }
        if (end - start >= FEWEST_OF_PATIENT) {
            add(start, end - 1, true);
        }
    }

    /** Whether the address begins between the two. */
    private boolean opens(int before, int after) {
        for (int i = before + 1; i < after; i++) {
            if (text.at(i) == '<') {
                return true;
            }
        }
        return false;
    }
}
