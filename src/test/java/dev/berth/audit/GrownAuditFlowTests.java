package dev.berth.audit;

import static dev.berth.audit.AuditFixtures.KEY;
import static dev.berth.audit.AuditFixtures.chain;
import static dev.berth.audit.AuditFixtures.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FlowTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The audit page on a table that has grown. */
@FlowTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrownAuditFlowTests {

    private static final List<AuditLog.Filter> FILTERS = List.of(
            AuditLog.Filter.EVERYTHING,
            new AuditLog.Filter("", "", 25_000),
            new AuditLog.Filter("actor-3", "", Long.MAX_VALUE),
            new AuditLog.Filter("actor-3", "", 25_000),
            new AuditLog.Filter("nobody", "", Long.MAX_VALUE),
            AuditLog.Filter.subject("image/7"),
            new AuditLog.Filter("", "image/7", 25_000),
            AuditLog.Filter.subject("image/none"),
            AuditLog.Filter.subject("image/"),
            new AuditLog.Filter("", "image/", 25_000),
            AuditLog.Filter.subject("rare/"),
            AuditLog.Filter.subject("none/"),
            AuditLog.Filter.subject("image/7/"),
            new AuditLog.Filter("actor-3", "image/7", Long.MAX_VALUE),
            new AuditLog.Filter("actor-3", "image/", 25_000));

    private final JdbcClient jdbc;
    private final List<String> queries = new ArrayList<>();
    private final JdbcClient watched;

    /** Sends a query as it stands, with numbered parameters that have no value. */
    private final JdbcClient planner;

    @Autowired
    GrownAuditFlowTests(JdbcClient jdbc, DataSource dataSource, @Value("${spring.datasource.url}") String url) {
        this.jdbc = jdbc;
        this.planner = JdbcClient.create(new DriverManagerDataSource(url + "?preferQueryMode=simple", "postgres", ""));
        this.watched = JdbcClient.create(watching(dataSource));
    }

    @BeforeAll
    void grown() {
        Tampering.empty(jdbc);
        jdbc.sql("""
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash, key_id)
                select n, now(), 'actor-' || n % 50, 'image.arrived',
                       case when n % 10000 = 0 then 'rare/' else case when n % 2 = 0 then 'image/' else 'pass/' end end || n % 900,
                       '{}', md5(n::text), md5((n + 1)::text), 'none'
                  from generate_series(1, 50000) n""").update();
        jdbc.sql("analyze audit_entry").update();
    }

    @AfterAll
    void emptyAgain() {
        Tampering.empty(jdbc);
    }

    @Test
    void everyFilterGoesAlongAnIndexAndReadsNoMoreThanItShows() {
        for (AuditLog.Filter filter : FILTERS) {
            queries.clear();
            new AuditLog(watched).page(filter, AuditPage.SIZE);

            assertThat(queries).hasSize(1);
            // As the server plans it once for all values, which is what it falls back to.
            String plan = String.join(
                    "\n",
                    planner.sql("explain (generic_plan) " + numbered(queries.getFirst()))
                            .query(String.class)
                            .list());
            assertThat(plan).as(filter.toString()).contains(indexOf(filter)).doesNotContain("Seq Scan");
            if (filter.actor().isEmpty() || !indexOf(filter).equals("audit_entry_subject")) {
                assertThat(plan)
                        .as(filter.toString())
                        .contains("Index Scan Backward")
                        .doesNotContain("Sort");
            }
        }
    }

    private static String indexOf(AuditLog.Filter filter) {
        boolean actor = !filter.actor().isEmpty();
        if (filter.subject().isEmpty()) {
            return actor ? "audit_entry_actor" : "audit_entry_pkey";
        }
        if (!filter.isNoun()) {
            return "audit_entry_subject";
        }
        return actor ? "audit_entry_noun_actor" : "audit_entry_noun";
    }

    @Test
    void aPageTakesAsManyQueriesForManyRowsAsForOne() {
        AuditLog log = new AuditLog(watched);
        AuditKeys keys = keys(KEY);
        AuditPages pages = new AuditPages(
                log, chain(watched, keys), new Anchors(watched, keys), new WholeChecks(watched, keys), List.of());

        assertThat(queriesOf(pages, AuditLog.Filter.subject("rare/100"), 1)).hasSize(3);
        assertThat(queriesOf(pages, AuditLog.Filter.EVERYTHING, AuditPage.SIZE)).hasSize(3);
        queries.clear();
        assertThat(log.page(AuditLog.Filter.EVERYTHING, 200).entries()).hasSize(200);
        assertThat(queries).hasSize(1);
    }

    private List<String> queriesOf(AuditPages pages, AuditLog.Filter filter, int rows) {
        queries.clear();
        assertThat(pages.page(filter).entries().size()).isGreaterThanOrEqualTo(rows);
        return List.copyOf(queries);
    }

    private static String numbered(String sql) {
        AtomicInteger number = new AtomicInteger();
        return Pattern.compile("\\?")
                .matcher(sql)
                .replaceAll(found -> Matcher.quoteReplacement("$" + number.incrementAndGet()));
    }

    private DataSource watching(DataSource dataSource) {
        return new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                            if (method.getName().equals("prepareStatement")) {
                                queries.add(String.valueOf(arguments[0]));
                            }
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }
        };
    }
}
