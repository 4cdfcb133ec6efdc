package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The findings of the scans that are believed. */
@Component
class StatedFindings {

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
