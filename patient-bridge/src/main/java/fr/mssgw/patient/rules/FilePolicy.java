package fr.mssgw.patient.rules;

import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.text.SmallLetters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which files a patient may send: those that Mon espace santé offers to attach, and the national document archive
 * (MES-APP; docs/domain.md §5 and §6). Name and content must agree, so that no file is opened as something else than
 * what was looked at.
 */
public final class FilePolicy {
    private static final String ARCHIVE = "ihe_xdm.zip";

    private static final Map<String, Set<Content>> ALLOWED = Map.of(
            "jpg", Set.of(Content.JPEG),
            "jpeg", Set.of(Content.JPEG),
            "tif", Set.of(Content.TIFF),
            "tiff", Set.of(Content.TIFF),
            "png", Set.of(Content.PNG),
            "txt", Set.of(Content.TEXT),
            "pdf", Set.of(Content.PDF),
            "rtf", Set.of(Content.RTF),
            // Word itself writes RTF under this name
            "doc", Set.of(Content.DOC, Content.RTF));

    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,8}");
    /** Control and formatting characters, such as those that turn a name round: {@code fdp.exe} for {@code exe.pdf}. */
    private static final Pattern DISGUISE = Pattern.compile("[\\p{Cc}\\p{Cf}/\\\\]");

    /** Digits enough for a matricule, or for most of one. */
    private static final Pattern MATRICULE = Pattern.compile("\\d[\\dAaBb _-]{11,}\\d");

    private static final int MOST_NAMED = 3;
    private static final int LONGEST_NAME = 40;

    private FilePolicy() {}

    /** The refusal that names the files that may not be sent; empty when all may. */
    public static Optional<Verdict.Refuse> refusal(List<File> files) {
        List<String> refused = files.stream()
                .filter(file -> !allows(file))
                .map(FilePolicy::fault)
                .distinct()
                .toList();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        int unnamed = refused.size() - MOST_NAMED;
        return Optional.of(new Verdict.Refuse(
                Rules.FILE_NOT_ALLOWED,
                refused.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                        + (unnamed > 0 ? " et " + unnamed + " de plus" : "")
                        + " ; acceptés : jpg, jpeg, tif, tiff, png, txt, pdf, rtf, doc, IHE_XDM.zip"));
    }

    static boolean allows(File file) {
        String name = SmallLetters.of(file.name());
        if (DISGUISE.matcher(name).find()) {
            return false;
        }
        if (name.equals(ARCHIVE)) {
            return file.content() == Content.IHE_XDM;
        }
        return ALLOWED.getOrDefault(extension(name), Set.of()).contains(file.content());
    }

    private static String fault(File file) {
        String name = SmallLetters.of(file.name());
        String extension = extension(name);
        if (name.equals(ARCHIVE)) {
            return archiveFault(file.content());
        } else if (ALLOWED.containsKey(extension)) {
            return switch (file.content()) {
                case MACROS -> "le fichier " + shown(file) + " contient des macros";
                case OBJECTS -> "le fichier " + shown(file) + " contient des objets incorporés";
                case HIDDEN_ARCHIVE -> "le fichier " + shown(file) + " cache une archive";
                default -> "le contenu du fichier " + shown(file) + " ne correspond pas à son nom";
            };
        } else if (EXTENSION.matcher(extension).matches()) {
            return "fichier " + shown(file) + " non autorisé";
        }
        return "fichier sans type reconnu";
    }

    private static String archiveFault(Content content) {
        return switch (content) {
            case UNREADABLE_ARCHIVE ->
                "archive IHE_XDM.zip mal formée (illisible jusqu'à sa fin, chiffrée ou équivoque)";
            case ARCHIVE -> "archive IHE_XDM.zip mal formée (sans METADATA.XML)";
            case XDM_WITH_OTHERS -> "archive IHE_XDM.zip avec un fichier non autorisé";
            default -> "archive IHE_XDM.zip mal formée";
        };
    }

    /** The name for a reply and its trace: without a matricule, short, nothing in it turned round. */
    private static String shown(File file) {
        String plain = DISGUISE.matcher(Matricules.masked(file.name())).replaceAll("?");
        String name = MATRICULE.matcher(plain).replaceAll("…");
        int length = name.codePointCount(0, name.length());
        return "« "
                + (length <= LONGEST_NAME
                        ? name
                        : "…" + name.substring(name.offsetByCodePoints(0, length - LONGEST_NAME)))
                + " »";
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
