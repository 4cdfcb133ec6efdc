package dev.berth.testing;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/** The blocks of a page that are there to be copied into a terminal, exactly as they are printed. */
public record Printed(Browser.Page page) {

    public String block(String id) {
        Matcher block = Pattern.compile(
                        "<pre\\b[^>]*\\bid=\"" + Pattern.quote(id) + "\"[^>]*>(.*?)</pre>", Pattern.DOTALL)
                .matcher(page.body());
        if (!block.find()) {
            throw new AssertionError("Nothing to copy as " + id + " on " + page.address() + " (" + page.status() + ")");
        }
        return HtmlUtils.htmlUnescape(block.group(1));
    }

    /** Several blocks as one script that stops where a command fails. */
    public String script(String... ids) {
        return List.of(ids).stream().map(this::block).collect(Collectors.joining("\n", "set -euo pipefail\n", "\n"));
    }
}
