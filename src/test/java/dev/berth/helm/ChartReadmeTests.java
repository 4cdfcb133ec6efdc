package dev.berth.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The table of values in the chart's README is what the comments in values.yaml say. */
class ChartReadmeTests {

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):.*");
    private static final String BEGIN = "<!-- values: begin -->\n";
    private static final String END = "<!-- values: end -->";

    private record Documented(String path, String text) {}

    @Test
    void theTableOfValuesIsFresh() throws IOException {
        String readme = BerthChart.read(BerthChart.FOLDER.resolve("README.md"));
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        int to = readme.indexOf(END);
        assertThat(from).isGreaterThanOrEqualTo(BEGIN.length()).isLessThanOrEqualTo(to);
        String fresh = readme.substring(0, from) + table() + readme.substring(to);
        Path written = Files.writeString(Path.of("target", "helm-readme.md"), fresh);

        assertThat(readme)
                .as("helm/berth/README.md; what it should be is in %s", written)
                .isEqualTo(fresh);
    }

    @Test
    void everyValueSaysWhatItIs() {
        List<String> paths = documented().stream().map(Documented::path).toList();
        List<String> leaves = new ArrayList<>();
        leaves("", BerthChart.defaults(), leaves);

        assertThat(leaves)
                .isNotEmpty()
                .allSatisfy(leaf -> assertThat(paths)
                        .as("what documents %s", leaf)
                        .anyMatch(path -> leaf.equals(path) || leaf.startsWith(path + ".")));
    }

    private static void leaves(String path, Map<String, Object> values, List<String> found) {
        values.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                leaves(path + key + ".", BerthChart.map(value), found);
            } else {
                found.add(path + key);
            }
        });
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| value | what it is | default |\n|---|---|---|\n");
        for (Documented value : documented()) {
            table.append("| `%s` | %s | %s |%n".formatted(value.path(), value.text(), standard(value.path())));
        }
        return table.toString();
    }

    private static String standard(String path) {
        Object value = BerthChart.defaults();
        for (String step : path.split("\\.", -1)) {
            value = BerthChart.map(value).get(step);
        }
        if (value == null || value.equals("") || value.equals(List.of()) || value.equals(Map.of())) {
            return "";
        }
        DumperOptions flow = new DumperOptions();
        flow.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        flow.setWidth(Integer.MAX_VALUE);
        return "`" + new Yaml(flow).dump(value).strip() + "`";
    }

    /** Each key under a comment that begins with two dashes. */
    private static List<Documented> documented() {
        List<Documented> found = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        String comment = "";
        for (String line : BerthChart.read(BerthChart.FOLDER.resolve("values.yaml"))
                .lines()
                .toList()) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("# -- ")) {
                comment = line.strip().substring("# -- ".length());
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(key.group(2));
                if (!comment.isEmpty()) {
                    found.add(new Documented(String.join(".", path), comment));
                }
                comment = "";
            }
        }
        return found;
    }
}
