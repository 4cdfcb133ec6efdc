package dev.berth.sandbox.scanner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the databases of dpkg and apk. */
final class PackageDatabases {

    /** {@code glibc (2.36-9)}: the version is there where it differs from the binary's. */
    private static final Pattern SOURCE = Pattern.compile("(\\S+)(?:\\s+\\(([^)]+)\\))?");

    private PackageDatabases() {}

    /** Nothing where there is no database of this distribution's kind. */
    static Optional<List<InstalledPackage>> read(LayeredFiles files, Distribution distribution) {
        return switch (distribution) {
            case DEBIAN -> dpkg(files);
            case ALPINE -> apk(files);
        };
    }

    private static Optional<List<InstalledPackage>> dpkg(LayeredFiles files) {
        List<String> databases = new ArrayList<>();
        for (String path : files.paths()) {
            boolean ofPackage = path.startsWith(LayeredFiles.DPKG_STATUS_D) && !path.endsWith(".md5sums");
            if (path.equals(LayeredFiles.DPKG_STATUS) || ofPackage) {
                files.content(path).ifPresent(databases::add);
            }
        }
        return packages(databases, PackageDatabases::dpkgPackage);
    }

    private static Optional<List<InstalledPackage>> apk(LayeredFiles files) {
        List<String> databases = LayeredFiles.APK_INSTALLED.stream()
                .flatMap(path -> files.content(path).stream())
                .toList();
        return packages(databases, PackageDatabases::apkPackage);
    }

    private static Optional<List<InstalledPackage>> packages(
            List<String> databases, Function<Map<String, String>, Optional<InstalledPackage>> reader) {
        List<InstalledPackage> packages = databases.stream()
                .flatMap(database -> paragraphs(database).stream())
                .flatMap(paragraph -> reader.apply(paragraph).stream())
                .toList();
        // A database without a package is none: no image that one belongs to has nothing installed.
        return packages.isEmpty() ? Optional.empty() : Optional.of(packages);
    }

    private static Optional<InstalledPackage> dpkgPackage(Map<String, String> fields) {
        String name = fields.get("Package");
        String version = fields.get("Version");
        String status = fields.getOrDefault("Status", "install ok installed");
        if (name == null || version == null || !status.endsWith(" installed")) {
            return Optional.empty();
        }
        Matcher source = SOURCE.matcher(fields.getOrDefault("Source", name));
        if (!source.matches()) {
            return Optional.of(new InstalledPackage(name, name, version));
        }
        String sourceVersion = source.group(2);
        return Optional.of(
                new InstalledPackage(name, source.group(1), sourceVersion == null ? version : sourceVersion));
    }

    private static Optional<InstalledPackage> apkPackage(Map<String, String> fields) {
        String name = fields.get("P");
        String version = fields.get("V");
        return name == null || version == null
                ? Optional.empty()
                : Optional.of(new InstalledPackage(name, fields.getOrDefault("o", name), version));
    }

    private static List<Map<String, String>> paragraphs(String database) {
        List<Map<String, String>> paragraphs = new ArrayList<>();
        Map<String, String> current = new HashMap<>();
        for (String line : database.lines().toList()) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                paragraphs.add(current);
                current = new HashMap<>();
            } else if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
                current.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        paragraphs.add(current);
        return paragraphs;
    }
}
