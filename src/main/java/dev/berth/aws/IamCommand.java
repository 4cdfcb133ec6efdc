package dev.berth.aws;

import dev.berth.aws.permissions.Format;
import dev.berth.aws.permissions.Place;
import dev.berth.aws.permissions.Trust;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code java -jar berth.jar iam [json|cloudformation|terraform]} prints the roles that Berth needs, for the account, region and
 * prefixes that are configured. It reads {@code berth.aws.*} alone, and asks nobody.
 */
public final class IamCommand {

    public static final String NAME = "iam";

    private static final String USAGE = """
            java -jar berth.jar iam [json|cloudformation|terraform] [--trust=pod-identity|ec2|ecs|service-account]
              with --trust=service-account also: --oidc-provider=<issuer without https://> --namespace=<namespace>""";

    private IamCommand() {}

    /** @return the exit code */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            DefaultApplicationArguments arguments = new DefaultApplicationArguments(args);
            Format format = format(arguments.getNonOptionArgs());
            Trust trust = trust(arguments);
            try (ConfigurableApplicationContext context = configuration(args)) {
                out.println(format.write(place(context), trust));
            }
            return 0;
        } catch (RuntimeException e) {
            err.println(reason(e));
            return 1;
        }
    }

    private static ConfigurableApplicationContext configuration(String[] args) {
        return new SpringApplicationBuilder(Configuration.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties("logging.threshold.console=off", "logging.threshold.file=off")
                .run(args);
    }

    @EnableConfigurationProperties({AwsSettings.class, AnchorBucketSettings.class})
    static class Configuration {}

    private static Place place(ConfigurableApplicationContext context) {
        AwsSettings aws = context.getBean(AwsSettings.class);
        AnchorBucketSettings anchors = context.getBean(AnchorBucketSettings.class);
        String bucket = anchors.bucket();
        return new Place(
                aws.partition(),
                aws.region(),
                aws.account(),
                aws.pushRoleArn(),
                aws.stagingPrefix(),
                aws.approvedPrefix(),
                bucket == null ? null : new Place.Anchors(bucket, anchors.prefix()));
    }

    private static Format format(List<String> words) {
        String word = words.size() < 2 ? "json" : words.get(1);
        if (words.size() > 2) {
            throw new IllegalArgumentException("iam takes one word, in which format to print.\n" + USAGE);
        }
        return Arrays.stream(Format.values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no format %s.\n%s".formatted(word, USAGE)));
    }

    private static Trust trust(DefaultApplicationArguments arguments) {
        String trust = Objects.requireNonNullElse(option(arguments, "trust"), "pod-identity");
        return switch (trust) {
            case "pod-identity" -> new Trust.PodIdentity();
            case "ec2" -> new Trust.Service("ec2.amazonaws.com");
            case "ecs" -> new Trust.Service("ecs-tasks.amazonaws.com");
            case "service-account" ->
                new Trust.ServiceAccount(
                        Objects.requireNonNullElse(option(arguments, "oidc-provider"), ""),
                        Objects.requireNonNullElse(option(arguments, "namespace"), ""));
            default ->
                throw new IllegalArgumentException("Berth does not know what trusts %s.\n%s".formatted(trust, USAGE));
        };
    }

    private static @Nullable String option(DefaultApplicationArguments arguments, String name) {
        List<String> values = arguments.getOptionValues(name);
        return values == null ? null : values.stream().collect(Collectors.joining());
    }

    /** The innermost says what is wrong; the others say where Spring found it. */
    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : reason(cause);
    }
}
