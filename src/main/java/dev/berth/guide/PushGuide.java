package dev.berth.guide;

import dev.berth.guide.Client.Command;
import dev.berth.oci.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands for one researcher and one image, as they are printed and as they work when pasted.
 *
 * @param typedImage what was typed into the field, or nothing
 * @param typedTag what was typed into the field, or nothing
 * @param imageProblem a sentence for the field, where what was typed is no image's name
 * @param tagProblem a sentence for the field, where what was typed is no tag
 * @param destination where the image will be, with its tag
 */
public record PushGuide(
        PushTarget target,
        String typedImage,
        String typedTag,
        @Nullable String imageProblem,
        @Nullable String tagProblem,
        String destination,
        String verify,
        List<Way> ways) {

    static final String EXAMPLE = "my-image:1.0";

    /** The names of what the variables block sets, in its order. */
    public static final List<String> SECRET_VARIABLES =
            List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    /** One client's way. {@code push} is empty where the client cannot read such an image. */
    public record Way(Client client, Map<Shell, String> logins, List<Command> push) {

        public Way {
            logins = Map.copyOf(logins);
            push = List.copyOf(push);
        }
    }

    public PushGuide {
        ways = List.copyOf(ways);
    }

    /** What cannot be used is answered with a sentence, and the commands are printed for the example instead. */
    public static PushGuide of(PushTarget target, String typedImage, String typedTag) {
        Typed<LocalImage> image = Typed.of(typedImage.isBlank() ? EXAMPLE : typedImage, LocalImage::of);
        LocalImage used = image.value() == null ? LocalImage.of(EXAMPLE) : image.value();
        Typed<Tag> tag = typedTag.isBlank() ? new Typed<>(used.tag(), null) : Typed.of(typedTag.strip(), Tag::of);
        Tag tagged = tag.value() == null ? used.tag() : tag.value();
        return new PushGuide(
                target,
                typedImage,
                typedTag,
                image.problem(),
                tag.problem(),
                target.uri(tagged),
                "aws sts get-caller-identity" + AwsCli.options(target),
                Arrays.stream(Client.values())
                        .map(client -> new Way(client, logins(target, client), client.push(target, used, tagged)))
                        .toList());
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

    private record Typed<T>(@Nullable T value, @Nullable String problem) {

        static <T> Typed<T> of(String text, Function<String, T> form) {
            try {
                return new Typed<>(form.apply(text), null);
            } catch (IllegalArgumentException refused) {
                return new Typed<>(null, refused.getMessage());
            }
        }
    }
}
