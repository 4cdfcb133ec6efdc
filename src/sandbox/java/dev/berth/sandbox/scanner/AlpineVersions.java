package dev.berth.sandbox.scanner;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The order of Alpine's versions, {@code 1.2.3b_rc4-r5}, as apk has it: numbers, a letter, suffixes of which alpha, beta, pre
 * and rc come before the plain version and the others after it, and the build's revision.
 */
final class AlpineVersions {

    static final Comparator<String> ORDER = AlpineVersions::compare;

    private static final Pattern FORM = Pattern.compile(
            "([0-9]+(?:\\.[0-9]+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)(?:~[0-9a-f]+)?(?:-r([0-9]+))?");

    private static final Pattern SUFFIX = Pattern.compile("_([a-z]+)([0-9]*)");

    /** Where the plain version stands among them, as the empty word. */
    private static final List<String> SUFFIXES =
            List.of("alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p");

    private AlpineVersions() {}

    private static int compare(String left, String right) {
        Matcher a = FORM.matcher(left.strip());
        Matcher b = FORM.matcher(right.strip());
        if (!a.matches() || !b.matches()) {
            // What is no version stands before all that are, so that it counts as older than any fix.
            return Boolean.compare(a.matches(), b.matches());
        }
        int numbers = numbers(a.group(1).split("\\.", -1), b.group(1).split("\\.", -1));
        if (numbers != 0) {
            return numbers;
        }
        int letters = a.group(2).compareTo(b.group(2));
        if (letters != 0) {
            return letters;
        }
        int suffixes = suffixes(SUFFIX.matcher(a.group(3)), SUFFIX.matcher(b.group(3)));
        return suffixes != 0 ? suffixes : digits(orZero(a.group(4)), orZero(b.group(4)));
    }

    private static int numbers(String[] a, String[] b) {
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            // After the first number, one that begins with a zero is a fraction: 1.01 comes before 1.1.
            boolean fraction = i > 0 && (a[i].startsWith("0") || b[i].startsWith("0"));
            int order = fraction ? a[i].compareTo(b[i]) : digits(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int suffixes(Matcher a, Matcher b) {
        while (true) {
            boolean hasA = a.find();
            boolean hasB = b.find();
            if (!hasA && !hasB) {
                return 0;
            }
            int order =
                    Integer.compare(SUFFIXES.indexOf(hasA ? a.group(1) : ""), SUFFIXES.indexOf(hasB ? b.group(1) : ""));
            if (order != 0) {
                return order;
            }
            int numbered = digits(orZero(a.group(2)), orZero(b.group(2)));
            if (numbered != 0) {
                return numbered;
            }
        }
    }

    private static String orZero(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? "0" : digits;
    }

    private static int digits(String a, String b) {
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        int lengths = Integer.compare(left.length(), right.length());
        return lengths != 0 ? lengths : left.compareTo(right);
    }
}
