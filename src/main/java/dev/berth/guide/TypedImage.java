package dev.berth.guide;

import dev.berth.guide.LocalImage.Digested;
import dev.berth.guide.LocalImage.Filed;
import dev.berth.guide.LocalImage.Identified;
import dev.berth.guide.LocalImage.Name;
import dev.berth.guide.LocalImage.Stored;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what people type where an image of theirs is asked for: each form of image, and what they type instead of one. */
final class TypedImage {

    private static final int LONGEST = 255;

    private static final String PATH =
            "(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*";

    /** What {@code docker images} shows is twelve digits; fewer are a name, such as cafe. */
    private static final Pattern IDENTIFIED = Pattern.compile("(?:sha256:)?(?<hex>[0-9a-f]{12,64})");

    private static final Pattern STORED = Pattern.compile("(?<path>%s)(?::(?<tag>%s))?".formatted(PATH, Tag.FORM));

    private static final Pattern DIGESTED =
            Pattern.compile("(?<path>%s)(?::(?<tag>%s))?@(?<digest>sha256:[0-9a-f]{64})".formatted(PATH, Tag.FORM));

    private static final String FILE = "(?<file>[A-Za-z0-9._/][A-Za-z0-9._/-]*)";

    private static final List<Pattern> FILED = List.of(
            Pattern.compile("dir:" + FILE),
            Pattern.compile("(?:oci|oci-archive):%s(?::(?:(?<path>%s):)?(?<tag>%s))?".formatted(FILE, PATH, Tag.FORM)),
            Pattern.compile("docker-archive:%s(?::(?<path>%s)(?::(?<tag>%s))?)?".formatted(FILE, PATH, Tag.FORM)));

    private static final String TAR = "\\.(tar|tar\\.gz|tgz|tar\\.bz2|tar\\.xz|tar\\.zst)$";

    private static final String SIF = "\\.(sif|simg)$";

    private static final Pattern FILE_NAME = Pattern.compile("(?i).*(%s|%s)".formatted(TAR, SIF));

    /** What is no image, the first that fits: what it is told by, and the key of its sentence. */
    private static final List<Mistake> MISTAKES = List.of(
            new Mistake("<none>.*", "none"),
            new Mistake("(?s).*\\s.*", "spaces"),
            new Mistake("[A-Za-z][A-Za-z0-9+.-]*://.*", "scheme"),
            new Mistake("(?i).*" + SIF, "sif"),
            new Mistake("(?i).*" + TAR, "archive"),
            new Mistake("(.*\\\\.*)|([A-Za-z]:/.*)|((\\.{1,2}|~)?/.*)", "path"),
            new Mistake("sha256:.*", "id"),
            new Mistake(".*@.*", "digest"),
            new Mistake(".*:", "colon"),
            new Mistake("(?s).*", "form"));

    private record Mistake(String form, String key) {}

    private TypedImage() {}

    static LocalImage read(String typed) {
        if (typed.length() > LONGEST) {
            throw new NotUsable("guide.image.long", String.valueOf(LONGEST));
        }
        Matcher identified = IDENTIFIED.matcher(typed);
        if (identified.matches()) {
            return new Identified(group(identified, "hex"));
        }
        if (typed.startsWith("sha256:")) {
            throw mistake(typed);
        }
        for (Pattern form : FILED) {
            Matcher filed = form.matcher(typed);
            if (filed.matches()) {
                return new Filed(typed, nameOf(filed));
            }
        }
        Matcher digested = DIGESTED.matcher(typed);
        if (digested.matches()) {
            return new Digested(group(digested, "path"), digested.group("tag"), Digest.of(group(digested, "digest")));
        }
        Matcher stored = STORED.matcher(typed);
        if (stored.matches() && (stored.group("tag") != null || !isFile(typed))) {
            return new Stored(group(stored, "path"), stored.group("tag"));
        }
        throw mistake(typed);
    }

    /** Docker itself would take such a name, but nobody calls an image so. */
    private static boolean isFile(String typed) {
        return FILE_NAME.matcher(typed).matches();
    }

    private static Name nameOf(Matcher filed) {
        String path = optional(filed, "path");
        return new Name(path == null ? stem(group(filed, "file")) : LocalImage.lastPart(path), optional(filed, "tag"));
    }

    /** What a tag can be made of, without what says that it is a file. */
    private static String stem(String file) {
        return LocalImage.lastPart(file.replaceFirst("/+$", ""))
                .replaceFirst("(?i)" + TAR, "")
                .replaceFirst("^[.-]+", "");
    }

    private static NotUsable mistake(String typed) {
        int path = Math.max(typed.lastIndexOf(':'), typed.lastIndexOf('/'));
        int end = path >= 0 && typed.charAt(path) == ':' ? path : typed.length();
        String lower = typed.substring(0, end).toLowerCase(Locale.ROOT) + typed.substring(end);
        if (!lower.equals(typed) && STORED.matcher(lower).matches() && !isFile(typed)) {
            return new NotUsable("guide.image.uppercase", lower);
        }
        Mistake mistake = MISTAKES.stream()
                .filter(it -> typed.matches(it.form()))
                .findFirst()
                .orElseThrow();
        return new NotUsable("guide.image." + mistake.key(), about(mistake, typed));
    }

    private static String about(Mistake mistake, String typed) {
        return switch (mistake.key()) {
            case "scheme" -> typed.substring(0, typed.indexOf("://") + 3);
            case "archive", "sif" -> typed.replaceAll("^.*[/\\\\]", "");
            default -> typed;
        };
    }

    private static @Nullable String optional(Matcher matcher, String name) {
        return matcher.namedGroups().containsKey(name) ? matcher.group(name) : null;
    }

    private static String group(Matcher matcher, String name) {
        return Objects.requireNonNull(matcher.group(name));
    }
}
