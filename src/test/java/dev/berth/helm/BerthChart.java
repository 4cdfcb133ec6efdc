package dev.berth.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;

/** The chart as Helm 3 sees it. Values are YAML; of several, later ones win. */
final class BerthChart {

    static final Path FOLDER = Path.of("helm", "berth");

    /** The least that an operator says. */
    static final String CONFIGURED = """
            aws:
              region: us-east-1
              account: "123456789012"
              pushRoleArn: arn:aws:iam::123456789012:role/berth-push
            identity:
              issuer: https://sso.example.org/realms/research
              clientId: berth
            """;

    private BerthChart() {}

    static List<String> examples() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("examples"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String example(String name) {
        return read(FOLDER.resolve("examples").resolve(name));
    }

    static Rendered template(String... values) {
        return rendered(print(values));
    }

    private static Rendered rendered(String printed) {
        return new Rendered(StreamSupport.stream(new Yaml().loadAll(printed).spliterator(), false)
                .filter(document -> document != null)
                .map(BerthChart::map)
                .toList());
    }

    /** The pod of {@code helm test}. Helm prints no hook here, so that it is rendered as if it were none. */
    static Node testPod(String... values) {
        return without(
                "helm.sh/hook",
                Path.of("templates", "tests", "answers.yaml"),
                chart -> rendered(print(chart, values)).one("Pod/berth-answers"));
    }

    /** What Helm tells whoever has installed it. Helm takes the cluster for an old one here, which the chart would refuse. */
    static String notes(String... values) {
        return without(
                "kubeVersion",
                Path.of("Chart.yaml"),
                chart -> withFile(values, file -> {
                    String said = new Helm(chart)
                            .install()
                            .withName("berth")
                            .withNamespace("research")
                            .clientOnly()
                            .withDryRunOption(DryRun.CLIENT)
                            .withValuesFile(file)
                            .call()
                            .getOutput();
                    return said.substring(said.indexOf("NOTES:"));
                }));
    }

    /** A copy of the chart, but for the lines of one file that begin so. */
    private static <T> T without(String line, Path file, Command<T> command) {
        try {
            Path copy = Files.createTempDirectory("chart");
            try {
                FileSystemUtils.copyRecursively(FOLDER, copy);
                Files.writeString(
                        copy.resolve(file), read(copy.resolve(file)).replaceAll("(?m)^ *" + line + ".*\\n", ""));
                return command.of(copy);
            } finally {
                FileSystemUtils.deleteRecursively(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code helm template} prints it, but for hooks. */
    static String print(String... values) {
        return print(FOLDER, values);
    }

    private static String print(Path chart, String... values) {
        return withFile(
                values,
                file -> new Helm(chart)
                        .template()
                        .withName("berth")
                        .withNamespace("research")
                        .withKubeVersion("1.34.0")
                        .withValuesFile(file)
                        .call());
    }

    /** What Helm says instead of rendering it. */
    static String refusal(String... values) {
        try {
            template(values);
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
        throw new AssertionError("Helm takes these values: " + List.of(values));
    }

    static Map<String, Object> defaults() {
        return map(new Yaml().load(read(FOLDER.resolve("values.yaml"))));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LintResult lint() {
        return new Helm(FOLDER).lint().strict().call();
    }

    private interface Command<T> {
        T of(Path file);
    }

    private static <T> T withFile(String[] values, Command<T> command) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String some : values) {
            Map<String, Object> loaded = new Yaml().load(some);
            if (loaded != null) {
                merge(all, loaded);
            }
        }
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, new Yaml().dump(all));
                return command.of(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((key, value) -> {
            if (value instanceof Map && into.get(key) instanceof Map) {
                Map<String, Object> both = new LinkedHashMap<>(map(into.get(key)));
                merge(both, map(value));
                into.put(key, both);
            } else {
                into.put(key, value);
            }
        });
    }

    @SuppressWarnings("unchecked") // YAML's maps have strings for keys wherever this chart has one.
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    /** What Kubernetes would be given. */
    record Rendered(List<Map<String, Object>> objects) {

        SortedSet<String> names() {
            TreeSet<String> names = new TreeSet<>();
            objects.forEach(object -> names.add(kind(object) + "/" + name(object)));
            return names;
        }

        Node one(String kindAndName) {
            return new Node(objects.stream()
                    .filter(object -> kindAndName.equals(kind(object) + "/" + name(object)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(kindAndName + " is not among " + names())));
        }

        static String kind(Map<String, Object> object) {
            return String.valueOf(object.get("kind"));
        }

        static String name(Map<String, Object> object) {
            return String.valueOf(map(object.get("metadata")).get("name"));
        }
    }

    /** A place in an object; steps are keys, or numbers of a list. */
    record Node(Object value) {

        Node at(Object... steps) {
            Object here = value;
            for (Object step : steps) {
                here = step instanceof Integer index
                        ? ((List<?>) here).get(index)
                        : map(here).get(step);
                if (here == null) {
                    throw new AssertionError(step + " of " + List.of(steps) + " is not in " + value);
                }
            }
            return new Node(here);
        }

        boolean has(String key) {
            return map(value).containsKey(key);
        }

        List<Node> each() {
            return ((List<?>) value).stream().map(Node::new).toList();
        }

        String text() {
            return String.valueOf(value);
        }
    }
}
