package dev.berth.sandbox.scanner;

import java.util.Comparator;

/**
 * The order of Debian's versions, {@code [epoch:]upstream[-revision]}, as dpkg has it (deb-version(7)): parts without and
 * with digits in turn; letters before all else, and {@code ~} before everything, even the end.
 */
final class DebianVersions {

    static final Comparator<String> ORDER = DebianVersions::compare;

    private DebianVersions() {}

    private record Parts(long epoch, String upstream, String revision) {
        static Parts of(String version) {
            int colon = version.indexOf(':');
            String epoch = colon < 0 ? "0" : version.substring(0, colon);
            String rest = version.substring(colon + 1);
            int dash = rest.lastIndexOf('-');
            return new Parts(
                    epoch.matches("[0-9]{1,18}") ? Long.parseLong(epoch) : 0,
                    dash < 0 ? rest : rest.substring(0, dash),
                    dash < 0 ? "" : rest.substring(dash + 1));
        }
    }

    private static int compare(String left, String right) {
        Parts a = Parts.of(left.strip());
        Parts b = Parts.of(right.strip());
        int epochs = Long.compare(a.epoch(), b.epoch());
        if (epochs != 0) {
            return epochs;
        }
        int upstreams = part(a.upstream(), b.upstream());
        return upstreams != 0 ? upstreams : part(a.revision(), b.revision());
    }

    private static int part(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while ((i < a.length() && !isDigit(a, i)) || (j < b.length() && !isDigit(b, j))) {
                int order = Integer.compare(weight(a, i), weight(b, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            int endA = endOfDigits(a, i);
            int endB = endOfDigits(b, j);
            int order = digits(a.substring(Math.min(i, endA), endA), b.substring(Math.min(j, endB), endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        return 0;
    }

    /** By number, however many digits. */
    private static int digits(String a, String b) {
        String left = a.replaceFirst("^0+", "");
        String right = b.replaceFirst("^0+", "");
        int lengths = Integer.compare(left.length(), right.length());
        return lengths != 0 ? lengths : left.compareTo(right);
    }

    private static int endOfDigits(String text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && isDigit(text, end)) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int weight(String text, int at) {
        if (at >= text.length() || isDigit(text, at)) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter ? c : c + 256;
    }
}
