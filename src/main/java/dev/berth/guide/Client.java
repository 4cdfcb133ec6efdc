package dev.berth.guide;

import dev.berth.guide.LocalImage.Filed;
import dev.berth.guide.LocalImage.Stored;
import dev.berth.oci.Tag;
import java.util.List;
import java.util.Locale;

/** What the researcher pushes with. */
public enum Client {
    DOCKER("Docker") {
        @Override
        List<Command> push(PushTarget target, LocalImage image, Tag tag) {
            return switch (image) {
                case Filed file -> List.of();
                case Stored stored ->
                    List.of(
                            new Command("tag", "docker tag %s %s".formatted(stored.name(), target.uri(tag))),
                            new Command("push", "docker push " + target.uri(tag)));
            };
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
            return switch (image) {
                case Filed file -> List.of();
                case Stored stored ->
                    List.of(
                            new Command("tag", "podman tag %s %s".formatted(stored.name(), target.uri(tag))),
                            new Command("push", "podman push%s %s".formatted(insecure(target), target.uri(tag))));
            };
        }
    },
    SKOPEO("Skopeo") {
        @Override
        List<Command> push(PushTarget target, LocalImage image, Tag tag) {
            String from = switch (image) {
                case Filed file -> file.name();
                case Stored stored -> "docker-daemon:" + stored.name();
            };
            String option = target.isPlainHttp() ? " --dest-tls-verify=false" : "";
            return List.of(
                    new Command("push", "skopeo copy --all%s %s docker://%s".formatted(option, from, target.uri(tag))));
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
