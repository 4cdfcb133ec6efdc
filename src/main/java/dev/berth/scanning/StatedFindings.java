package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The findings of the scans that are believed. */
@Component
class StatedFindings {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Integer>> COUNTS = new TypeReference<>() {};

    /** Of the findings of {@code platform_scan p}: JSON of how many have each severity. */
    private static final String COUNTED = """
            (select json_object_agg(severity, number)::text from (
                select severity, count(*) as number from scan_finding f
                 where f.image_id = p.image_id and f.digest = p.digest group by severity) counted)""";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    StatedFindings(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** Of each platform manifest by its digest, the worst first. */
    Map<String, List<Finding>> of(StagedImageId image) {
        return jdbc
                .sql("select * from scan_finding where image_id = :image order by digest, position")
                .param("image", image.value())
                .query((row, number) -> Map.entry(row.getString("digest"), map(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** Of each platform manifest by its digest, no more than so many, the worst first. */
    Map<String, List<Finding>> worst(StagedImageId image, int most) {
        return jdbc
                .sql("""
                        select worst.* from platform_scan p cross join lateral (
                            select * from scan_finding f where f.image_id = p.image_id and f.digest = p.digest
                             order by f.place limit :most) worst
                         where p.image_id = :image order by worst.digest, worst.place""")
                .param("image", image.value())
                .param("most", most)
                .query((row, number) -> Map.entry(row.getString("digest"), map(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** Of each platform manifest by its digest, how many of each severity. */
    Map<String, SortedMap<Severity, Integer>> counts(StagedImageId image) {
        Map<String, SortedMap<Severity, Integer>> counts = new HashMap<>();
        jdbc.sql("select p.digest, coalesce(p.counts, " + COUNTED + ") as counts from platform_scan p"
                        + " where p.image_id = :image")
                .param("image", image.value())
                .query(row -> {
                    counts.put(row.getString("digest"), counts(row.getString("counts")));
                });
        return counts;
    }

    private static SortedMap<Severity, Integer> counts(@Nullable String json) {
        SortedMap<Severity, Integer> counts = new TreeMap<>();
        if (json != null) {
            JSON.readValue(json, COUNTS).forEach((severity, number) -> counts.put(Severity.of(severity), number));
        }
        return counts;
    }

    /**
     * @param severity these alone; null for all
     * @param after the place that they stand behind
     */
    FindingsPage page(StagedImageId image, Digest manifest, @Nullable Severity severity, long after, int size) {
        List<Map.Entry<Long, Finding>> found = jdbc.sql("select * from scan_finding"
                        + " where image_id = :image and digest = :digest and place > :after"
                        + (severity == null ? "" : " and severity = :severity") + " order by place limit :limit")
                .param("image", image.value())
                .param("digest", manifest.value())
                .param("after", after)
                .param("severity", severity == null ? "" : severity.value())
                .param("limit", size + 1)
                .query((row, number) -> Map.entry(row.getLong("place"), map(row)))
                .list();
        List<Map.Entry<Long, Finding>> shown = found.subList(0, Math.min(size, found.size()));
        return new FindingsPage(
                shown.stream().map(Map.Entry::getValue).toList(),
                found.size() > size ? shown.getLast().getKey() : null);
    }

    /** What is stated of a platform manifest is kept, since another outcome takes its place. */
    void keep(StagedImageId image, Digest manifest) {
        jdbc.sql("insert into earlier_scan (image_id, digest, stated_at, outcome, reason, completed_at, counts)"
                        + " select image_id, digest, stated_at, outcome, reason, completed_at, coalesce(counts, "
                        + COUNTED
                        + ") from platform_scan p where image_id = :image and digest = :digest and outcome is not null"
                        + " on conflict do nothing")
                .param("image", image.value())
                .param("digest", manifest.value())
                .update();
    }

    /** What was kept, the latest and no more than so many. */
    List<ScanOutline> kept(StagedImageId image, int most) {
        return jdbc.sql("""
                        select e.*, p.os, p.architecture, p.variant
                          from earlier_scan e join platform_scan p using (image_id, digest)
                         where e.image_id = :image order by e.stated_at desc limit :most""")
                .param("image", image.value())
                .param("most", most)
                .query((row, number) -> new ScanOutline(QuestionRow.scan(row), counts(row.getString("counts"))))
                .list();
    }

    void replace(StagedImageId image, Digest manifest, List<Finding> findings) {
        jdbc.sql("delete from scan_finding where image_id = :image and digest = :digest")
                .param("image", image.value())
                .param("digest", manifest.value())
                .update();
        batches.batchUpdate(
                """
                insert into scan_finding (image_id, digest, position, vulnerability, severity, package_name,
                    package_version, fixed_in, description, uri, score)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                IntStream.range(0, findings.size())
                        .mapToObj(position -> columns(image, manifest, position, findings.get(position)))
                        .toList());
        jdbc.sql("update platform_scan p set counts = " + COUNTED + " where image_id = :image and digest = :digest")
                .param("image", image.value())
                .param("digest", manifest.value())
                .update();
    }

    private static Object[] columns(StagedImageId image, Digest manifest, int position, Finding finding) {
        return new Object[] {
            image.value(),
            manifest.value(),
            position,
            finding.vulnerability(),
            finding.severity().value(),
            finding.packageName(),
            finding.packageVersion(),
            finding.fixedIn(),
            finding.description(),
            finding.uri(),
            finding.score()
        };
    }

    private static Finding map(ResultSet row) throws SQLException {
        return new Finding(
                row.getString("vulnerability"),
                Severity.of(row.getString("severity")),
                row.getString("package_name"),
                row.getString("package_version"),
                row.getString("fixed_in"),
                row.getString("description"),
                row.getString("uri"),
                row.getObject("score", Double.class));
    }
}
