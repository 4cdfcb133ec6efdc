package dev.berth.guide;

import dev.berth.oci.Tag;
import java.util.List;
import java.util.Locale;

/** What the researcher pushes with. */
public enum Client {
    DOCKER("Docker") {
        @Override
        List<Command> push(PushTarget target, LocalImage image, Tag tag) {
            return tagAndPush("docker", "", target, image, tag);
        }

        @Override
        String withoutTls() {
            // Docker itself allows plain http to localhost, and has no option for it.
            return "";
        }
    },
    PODMAN("Podman") {
        @Override
        List<Command> push(PushTarget target, LocalImage image, Tag tag) {
            return tagAndPush("podman", insecure(target), target, image, tag);
        }
    },
    SKOPEO("Skopeo") {
        @Override
        List<Command> push(PushTarget target, LocalImage image, Tag tag) {
            String option = target.isPlainHttp() ? " --dest-tls-verify=false" : "";
            return image.source() == null
                    ? List.of()
                    : List.of(new Command(
                            "push",
                            "skopeo copy --all%s %s docker://%s".formatted(option, image.source(), target.uri(tag))));
        }
    };

    /** @param what tag or push */
    public record Command(String what, String line) {}

    private final String title;

    Client(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Empty where this client cannot read such an image. */
    abstract List<Command> push(PushTarget target, LocalImage image, Tag tag);

    private static List<Command> tagAndPush(
            String program, String options, PushTarget target, LocalImage image, Tag tag) {
        return image.inStore() == null
                ? List.of()
                : List.of(
                        new Command("tag", "%s tag %s %s".formatted(program, image.inStore(), target.uri(tag))),
                        new Command("push", "%s push%s %s".formatted(program, options, target.uri(tag))));
    }

    String withoutTls() {
        return " --tls-verify=false";
    }

    String insecure(PushTarget target) {
        return target.isPlainHttp() ? withoutTls() : "";
    }

    String login(PushTarget target, Shell shell) {
        return shell.piped("aws ecr get-login-password%s | %s login%s --username AWS --password-stdin %s"
                .formatted(
                        AwsCli.options(target), title.toLowerCase(Locale.ROOT), insecure(target), target.registry()));
    }
}
