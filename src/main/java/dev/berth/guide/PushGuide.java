package dev.berth.guide;

import dev.berth.guide.Client.Command;
import dev.berth.guide.LocalImage.Name;
import dev.berth.guide.LocalImage.Stored;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands for one researcher and one image, as they are printed and as they work when pasted.
 *
 * @param platforms what workflows run on
 * @param typedImage what was typed into the field, or nothing
 * @param typedTag what was typed into the field, or nothing
 * @param imageProblem for the field, where what was typed is no image's name
 * @param tagProblem for the field, where what was typed is no tag, or where one has to be
 * @param proposed the tag that is used where none is typed; null where the image says too little for one
 * @param holders what the tag names already
 * @param ways while it is not known what is pushed under which tag, none says how to push
 */
public record PushGuide(
        PushTarget target,
        List<Platform> platforms,
        String typedImage,
        String typedTag,
        @Nullable Sentence imageProblem,
        @Nullable Sentence tagProblem,
        @Nullable Tag proposed,
        @Nullable Tag tag,
        List<TagHolder> holders,
        String verify,
        List<Way> ways) {

    /** The names of what the variables block sets, in its order. */
    public static final List<String> SECRET_VARIABLES =
            List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    /**
     * One client's way.
     *
     * @param push empty while nothing can be pushed
     * @param unreadable why not, where it is this client that cannot read such an image: its message's key
     */
    public record Way(
            Client client,
            Map<Shell, String> logins,
            List<Command> push,
            @Nullable String unreadable) {

        public Way {
            logins = Map.copyOf(logins);
            push = List.copyOf(push);
        }
    }

    public PushGuide {
        platforms = List.copyOf(platforms);
        ways = List.copyOf(ways);
        holders = List.copyOf(holders);
    }

    /** What cannot be used is answered with a sentence and no commands: those for another image would be copied, too. */
    public static PushGuide of(
            PushTarget target, WorkflowPlatforms run, String typedImage, String typedTag, TagHolders holders) {
        Typed<LocalImage> image = typedImage.isBlank() ? Typed.nothing() : Typed.of(typedImage, LocalImage::of);
        Tag proposed =
                image.value() == null ? null : propose(target, image.value()).orElse(null);
        Typed<Tag> tag = typedTag.isBlank() ? proposed(image.value(), proposed) : Typed.of(typedTag, PushTag::of);
        return new PushGuide(
                target,
                run.platforms(),
                typedImage,
                typedTag,
                image.problem(),
                tag.problem(),
                proposed,
                tag.value(),
                tag.value() == null ? List.of() : holders.of(target.repository(), tag.value()),
                "aws sts get-caller-identity" + AwsCli.options(target),
                Arrays.stream(Client.values())
                        .map(client -> way(client, target, image.value(), tag.value()))
                        .toList());
    }

    /** What comes from a repository of the researcher's own has been called there what it is. */
    private static Optional<Tag> propose(PushTarget target, LocalImage image) {
        return image instanceof Stored stored && target.isOwn(stored.path())
                ? new Name("", stored.tag()).proposal()
                : image.called().proposal();
    }

    private static Typed<Tag> proposed(@Nullable LocalImage image, @Nullable Tag proposed) {
        if (proposed != null || image == null) {
            return new Typed<>(proposed, null);
        }
        String last = image.called().last();
        return new Typed<>(
                null, last.isEmpty() ? new Sentence("guide.tag.id") : new Sentence("guide.tag.choose", last + "-1.0"));
    }

    private static Way way(Client client, PushTarget target, @Nullable LocalImage image, @Nullable Tag tag) {
        if (image == null || tag == null) {
            return new Way(client, logins(target, client), List.of(), null);
        }
        List<Command> push = client.push(target, image, tag);
        return new Way(client, logins(target, client), push, push.isEmpty() ? image.unreadable() : null);
    }

    /** {@code linux/amd64 and linux/arm64}, for a sentence. */
    public String platformNames() {
        return platformsWith(" and ");
    }

    /** {@code linux/amd64,linux/arm64}, for a command. */
    public String platformOption() {
        return platformsWith(",");
    }

    private String platformsWith(String with) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(with));
    }

    /** Whether it is known what is pushed under which tag. */
    public boolean isReady() {
        return ways.stream().anyMatch(way -> !way.push().isEmpty());
    }

    private static Map<Shell, String> logins(PushTarget target, Client client) {
        return Arrays.stream(Shell.values())
                .collect(Collectors.toMap(shell -> shell, shell -> client.login(target, shell)));
    }

    public List<Shell> shells() {
        return List.of(Shell.values());
    }

    /** The block that sets the variables, with a hint where each value goes. */
    public String placeholders(Shell shell) {
        return variables(shell, "<access key id>", "<secret access key>", "<session token>");
    }

    public String variables(Shell shell, String accessKeyId, String secretAccessKey, String sessionToken) {
        return String.join(
                "\n",
                shell.set(SECRET_VARIABLES.get(0), accessKeyId),
                shell.set(SECRET_VARIABLES.get(1), secretAccessKey),
                shell.set(SECRET_VARIABLES.get(2), sessionToken),
                shell.set("AWS_DEFAULT_REGION", target.region()));
    }

    private record Typed<T>(@Nullable T value, @Nullable Sentence problem) {

        static <T> Typed<T> nothing() {
            return new Typed<>(null, null);
        }

        static <T> Typed<T> of(String text, Function<String, T> form) {
            try {
                return new Typed<>(form.apply(text.strip()), null);
            } catch (NotUsable refused) {
                return new Typed<>(null, refused.sentence());
            }
        }
    }
}
