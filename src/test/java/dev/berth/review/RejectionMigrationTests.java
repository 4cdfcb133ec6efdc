package dev.berth.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What admins had decided before a rejection held for the image. */
class RejectionMigrationTests {

    private static final String IMAGE = "11111111-1111-1111-1111-111111111111";

    @Test
    void decisionsKeepTheirOrderAndAnEarlierRejectionHoldsUnderTheTagsThatCameAfterIt() throws SQLException {
        String address = TestPostgres.freshDatabase();
        migrate(address, "15");
        try (Connection connection = DriverManager.getConnection(address, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                    values ('%1$s', 'alice', 'alice@example.org', 's', 'a', now());
                    insert into staged_image (id, workspace_id, digest, media_type, size_bytes, arrived_at)
                    values ('%1$s', '%1$s', 'sha256:0', 'm', 1, now());
                    insert into staged_tag (workspace_id, tag, image_id, since) values
                        ('%1$s', 'v1', '%1$s', '2026-01-01'), ('%1$s', 'v2', '%1$s', '2026-01-05');
                    insert into review_decision
                        (image_id, digest, fingerprint, policy, approved, reason, decided_by, decided_at) values
                        ('%1$s', 'sha256:0', 'later', 'p', true, 'Yes', 'dave', '2026-01-09'),
                        ('%1$s', 'sha256:0', 'sooner', 'p', false, 'No', 'erin', '2026-01-02');
                    """.formatted(IMAGE));
        }

        migrate(address, "latest");

        List<String> decisions = JdbcClient.create(new DriverManagerDataSource(address, "postgres", ""))
                .sql("""
                        select d.kind || ' by ' || decided_by || ' after ' || t.tag
                          from review_decision d join staged_tag t on t.id = d.latest_tag order by d.number""")
                .query((row, number) -> row.getString(1))
                .list();
        assertThat(decisions).containsExactly("rejected by erin after v1", "approved by dave after v2");
    }

    private static void migrate(String address, String target) {
        Flyway.configure()
                .dataSource(address, "postgres", "")
                .target(target)
                .load()
                .migrate();
    }
}
