package dev.berth.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The settings of a portal in another process, which imports the folder as a {@code configtree}: a file each. */
final class PortalFiles {

    private PortalFiles() {}

    static void write(Path folder, Map<String, Object> properties) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                Path file = folder.resolve(property.getKey());
                Files.deleteIfExists(file);
                // Some are secrets: made so that nobody else could have opened it before they are written.
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, property.getValue().toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the portal's settings into " + folder, e);
        }
    }
}
