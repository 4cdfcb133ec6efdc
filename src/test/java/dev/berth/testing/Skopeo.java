package dev.berth.testing;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Skopeo as the judge of digests: it has no part in how Berth copies. Needs {@link Tool#SKOPEO}. */
public final class Skopeo {

    private Skopeo() {}

    /** The digest of the manifest exactly as it stands there, computed here from the bytes that Skopeo prints. */
    public static Digest digestOf(String image, String... options) {
        return Digest.ofContent(raw(image, options));
    }

    public static byte[] raw(String image, String... options) {
        List<String> arguments = new ArrayList<>(List.of("inspect", "--raw"));
        arguments.addAll(List.of(options));
        if (image.startsWith("docker:")) {
            arguments.add("--tls-verify=false");
        }
        arguments.add(image);
        Program.Outcome outcome =
                Tool.SKOPEO.with(arguments.toArray(String[]::new)).run();
        outcome.orFail();
        return outcome.output().getBytes(StandardCharsets.UTF_8);
    }

    /** The options by which Skopeo uses this password, which is kept in the file. */
    public static String[] login(Path authFile, String registry, String password) {
        Tool.SKOPEO
                .with(
                        "login",
                        "--authfile=" + authFile,
                        "--tls-verify=false",
                        "--username=AWS",
                        "--password-stdin",
                        registry)
                .withInput(password)
                .run()
                .orFail();
        return new String[] {"--authfile=" + authFile};
    }

    /** Copies every platform, and fails rather than change a digest. */
    public static void copyAll(String from, String to, String... options) {
        List<String> arguments = new ArrayList<>(List.of("copy", "--all", "--preserve-digests"));
        arguments.addAll(List.of(options));
        arguments.add("--dest-tls-verify=false");
        arguments.add("--src-tls-verify=false");
        arguments.add(from);
        arguments.add(to);
        Tool.SKOPEO.with(arguments.toArray(String[]::new)).run().orFail();
    }
}
