package dev.berth.sandbox.scanner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The few files that tell what is installed, as they are when all layers lie on one another: a later entry hides an
 * earlier one, a whiteout ({@code .wh.name}, {@code .wh..wh..opq}) hides what lower layers have.
 */
final class LayeredFiles {

    static final String DPKG_STATUS = "var/lib/dpkg/status";

    /** Where images without dpkg itself keep a file a package. */
    static final String DPKG_STATUS_D = "var/lib/dpkg/status.d/";

    static final Set<String> APK_INSTALLED = Set.of("lib/apk/db/installed", "usr/lib/apk/db/installed");
    static final Set<String> OS_RELEASE = Set.of("etc/os-release", "usr/lib/os-release");

    private static final long MAX_FILE = 24L << 20;
    private static final long MAX_HELD = 48L << 20;
    private static final int MAX_REMEMBERED = 20_000;

    /** What a path costs in memory beside its letters, generously. */
    private static final int COST = 512;

    private static final String OPAQUE = ".wh..wh..opq";
    private static final String WHITEOUT = ".wh.";

    private sealed interface Held {
        record Content(String text) implements Held {}

        record Link(String target) implements Held {}
    }

    private static final Set<String> ANCESTORS = ancestors();

    private final NavigableMap<String, Held> files = new TreeMap<>();
    private int remembered;
    private long held;

    void add(TarReader layer) throws IOException {
        NavigableMap<String, Held> added = new TreeMap<>();
        Set<String> hidden = new HashSet<>();
        Set<String> emptied = new HashSet<>();
        for (TarReader.Entry entry = layer.next(); entry != null; entry = layer.next()) {
            String path = normalised(entry.path());
            String folder = folder(path);
            String name = path.substring(folder.length());
            if (name.equals(OPAQUE)) {
                empty(emptied, folder);
            } else if (name.startsWith(WHITEOUT)) {
                hide(hidden, folder + name.substring(WHITEOUT.length()));
            } else if (entry.kind() != TarReader.Kind.DIRECTORY) {
                hide(hidden, path);
                removeAtOrUnder(added, path);
                if (isWanted(path)) {
                    take(added, path, entry, layer);
                }
            } else if (isWanted(path)) {
                hide(hidden, path);
                added.remove(path);
            }
        }
        hidden.forEach(path -> removeAtOrUnder(files, path));
        emptied.forEach(folder -> removeUnder(files, folder));
        files.putAll(added);
    }

    Optional<String> content(String path) {
        String at = path;
        for (int hops = 0; hops < 8; hops++) {
            switch (files.get(at)) {
                case Held.Content content -> {
                    return Optional.of(content.text());
                }
                case Held.Link link ->
                    at = normalised(link.target().startsWith("/") ? link.target() : folder(at) + link.target());
                case null -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The paths that are there, in order. */
    Set<String> paths() {
        return files.keySet();
    }

    private void take(NavigableMap<String, Held> added, String path, TarReader.Entry entry, TarReader layer)
            throws IOException {
        switch (entry.kind()) {
            case FILE -> {
                if (entry.size() > MAX_FILE) {
                    throw new IOException("The package database %s is too large to be one".formatted(path));
                }
                remember(path, entry.size());
                added.put(path, new Held.Content(new String(layer.content(), StandardCharsets.UTF_8)));
            }
            case SYMLINK -> {
                remember(path, entry.link().length());
                added.put(path, new Held.Link(entry.link()));
            }
            case HARDLINK -> {
                remember(path, entry.link().length());
                added.put(path, new Held.Link("/" + entry.link()));
            }
            case DIRECTORY, OTHER -> {
                // hides what was there, and is nothing to read
            }
        }
    }

    /** Only what can hide a wanted file is remembered: a layer may have millions of entries. */
    private void hide(Set<String> hidden, String path) throws IOException {
        if ((isWanted(path) || ANCESTORS.contains(path)) && hidden.add(path)) {
            remember(path, 0);
        }
    }

    private void empty(Set<String> emptied, String folder) throws IOException {
        boolean matters = folder.isEmpty()
                || folder.startsWith(DPKG_STATUS_D)
                || ANCESTORS.contains(folder.substring(0, folder.length() - 1));
        if (matters && emptied.add(folder)) {
            remember(folder, 0);
        }
    }

    private void remember(String path, long more) throws IOException {
        remembered++;
        held += path.length() + COST + more;
        if (remembered > MAX_REMEMBERED || held > MAX_HELD) {
            throw new IOException("The package databases are too many or too large to be ones");
        }
    }

    private static boolean isWanted(String path) {
        return path.equals(DPKG_STATUS)
                || APK_INSTALLED.contains(path)
                || OS_RELEASE.contains(path)
                || path.startsWith(DPKG_STATUS_D);
    }

    private static void removeAtOrUnder(NavigableMap<String, Held> files, String path) {
        files.remove(path);
        removeUnder(files, path + "/");
    }

    /** @param folder with the slash at its end, after which '0' is the next letter; empty for the root */
    private static void removeUnder(NavigableMap<String, Held> files, String folder) {
        if (folder.isEmpty()) {
            files.clear();
        } else {
            files.subMap(folder, folder.substring(0, folder.length() - 1) + "0").clear();
        }
    }

    private static Set<String> ancestors() {
        Set<String> all = new HashSet<>();
        Set<String> wanted = new HashSet<>(APK_INSTALLED);
        wanted.addAll(OS_RELEASE);
        wanted.add(DPKG_STATUS);
        wanted.add(DPKG_STATUS_D);
        for (String path : wanted) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                all.add(path.substring(0, slash));
            }
        }
        return Set.copyOf(all);
    }

    /** With the slash at its end; empty for the root. */
    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String normalised(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
