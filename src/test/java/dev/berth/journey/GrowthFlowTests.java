package dev.berth.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.identity.SignedInAs;
import dev.berth.promotion.UpperRoomsTest;
import dev.berth.testing.GrownDatabase;
import dev.berth.testing.Statements;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.util.HtmlUtils;

/** What a page costs does not grow with what there is. */
@UpperRoomsTest
@Import(Statements.Seen.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowthFlowTests {

    private static final int IMAGES = 50_000;
    private static final String FINDINGS =
            "/images/%s/findings?platform=%s".formatted(GrownDatabase.image(0), GrownDatabase.digest(0));

    /** Rows that may be read for one page, most of which it shows. */
    private static final int ROWS = 2_000;

    /** That a page takes at most. */
    private static final int BYTES = 60_000;

    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"");

    private static final Person RESEARCHER = person(GrownDatabase.username(0), Role.RESEARCHER);
    private static final Person STAFF = person("carol", Role.STAFF);
    private static final Person ADMIN = person("dave", Role.ADMIN);

    private final Statements statements;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final GrownDatabase database;
    private final MockMvc portal;
    private final InstantSource clock;

    private final Map<Page, Cost> small = new LinkedHashMap<>();
    private final Map<Page, Cost> grown = new LinkedHashMap<>();

    @Autowired
    GrowthFlowTests(
            Statements statements,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            InstantSource clock,
            WebApplicationContext context) {
        this.statements = statements;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.database = new GrownDatabase(jdbc, clock.instant());
        this.portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
    }

    private record Page(Person person, String address) {

        @Override
        public String toString() {
            return person.username() + " " + address;
        }
    }

    private record Cost(int bytes, List<String> statements, Map<String, Read> read) {

        long rows() {
            return read.values().stream().mapToLong(Read::all).sum();
        }
    }

    /** @param inTurn rows that were read because the whole table was */
    private record Read(long inTurn, long byIndex) {

        static final Read NOTHING = new Read(0, 0);

        Read since(Read before) {
            return new Read(inTurn - before.inTurn, byIndex - before.byIndex);
        }

        long all() {
            return inTurn + byIndex;
        }
    }

    @BeforeAll
    void onceSmallAndOnceGrown() throws Exception {
        database.growTo(GrownDatabase.Size.ONE);
        for (Page page : pages()) {
            small.put(page, cost(page));
        }
        database.growTo(GrownDatabase.Size.of(IMAGES).withAudit(IMAGES));
        database.findings(GrownDatabase.image(0), 8_000);
        for (Page page : pages()) {
            grown.put(page, cost(page));
        }
    }

    private static List<Page> pages() {
        Stream<Page> researcher = Stream.of(
                        "/",
                        "/my/approved",
                        "/my/passes/" + GrownDatabase.pass(0),
                        "/my/sessions/" + GrownDatabase.session(0),
                        "/images/" + GrownDatabase.image(0),
                        FINDINGS)
                .map(address -> new Page(RESEARCHER, address));
        Stream<Page> staff = Stream.of(
                        "/",
                        "/staff/passes",
                        "/staff/passes/" + GrownDatabase.pass(0),
                        "/staff/sessions/" + GrownDatabase.session(0))
                .map(address -> new Page(STAFF, address));
        Stream<Page> admin = Stream.of(
                        "/",
                        "/admin/reviews",
                        "/admin/reviews/" + GrownDatabase.image(0),
                        "/admin/work",
                        "/admin/audit",
                        "/images/" + GrownDatabase.image(1))
                .map(address -> new Page(ADMIN, address));
        return Stream.of(researcher, staff, admin).flatMap(some -> some).toList();
    }

    @TestFactory
    Stream<DynamicTest> aPageAsksAsManyQuestionsForManyRowsAsForOne() {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.toString(),
                        () -> assertThat(cost(grown, page).statements())
                                .as(String.join("\n\n", cost(grown, page).statements()))
                                .hasSameSizeAs(cost(small, page).statements())));
    }

    @TestFactory
    Stream<DynamicTest> aPageReadsNoMoreRowsThanItShows() {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    Cost cost = cost(grown, page);
                    assertThat(cost.rows()).as(cost.read().toString()).isLessThan(ROWS);
                    assertThat(cost.bytes()).isLessThan(BYTES);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aPageFurtherOnCostsWhatTheFirstDoes() {
        return Stream.of(
                        new Page(RESEARCHER, "/"),
                        new Page(RESEARCHER, "/my/approved"),
                        new Page(RESEARCHER, FINDINGS),
                        new Page(STAFF, "/staff/passes"),
                        new Page(ADMIN, "/admin/reviews"),
                        new Page(ADMIN, "/admin/work"))
                .map(page -> DynamicTest.dynamicTest(page.toString(), () -> {
                    String address = page.address();
                    for (int pages = 0; pages < 3; pages++) {
                        address = next(ask(new Page(page.person(), address)));
                    }
                    Cost further = cost(new Page(page.person(), address));
                    assertThat(further.rows()).as(further.read().toString()).isLessThan(ROWS);
                    assertThat(further.statements())
                            .hasSameSizeAs(cost(grown, page).statements());
                }));
    }

    private static String next(MockHttpServletResponse page) throws Exception {
        Matcher link = NEXT.matcher(page.getContentAsString());
        assertThat(link.find()).as(page.getContentAsString()).isTrue();
        assertThat(page.getContentAsString()).contains("aria-label=\"Pages\"");
        return HtmlUtils.htmlUnescape(link.group(1));
    }

    private static Cost cost(Map<Page, Cost> costs, Page page) {
        return Objects.requireNonNull(costs.get(page));
    }

    /** Within one transaction, since the database tells what was read of each. */
    private Cost cost(Page page) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Map<String, Read> before = read();
            statements.forget();
            MockHttpServletResponse answer = ask(page);
            List<String> asked = statements.seen();
            assertThat(answer.getStatus()).as(page.toString()).isEqualTo(200);
            Map<String, Read> read = read();
            read.replaceAll((table, after) -> after.since(before.getOrDefault(table, Read.NOTHING)));
            read.values().removeIf(Read.NOTHING::equals);
            return new Cost(answer.getContentAsByteArray().length, asked, read);
        }));
    }

    private Map<String, Read> read() {
        Map<String, Read> read = new TreeMap<>();
        jdbc.sql("select relname, seq_tup_read, idx_tup_fetch from pg_stat_xact_user_tables")
                .query(row -> {
                    read.put(
                            row.getString("relname"),
                            new Read(row.getLong("seq_tup_read"), row.getLong("idx_tup_fetch")));
                });
        return read;
    }

    private MockHttpServletResponse ask(Page page) {
        try {
            return portal.perform(get(URI.create(page.address()))
                            .session(SignedInAs.in(new MockHttpSession(), page.person(), clock.instant())))
                    .andReturn()
                    .getResponse();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Person person(String username, Role role) {
        return People.person(username, role);
    }
}
