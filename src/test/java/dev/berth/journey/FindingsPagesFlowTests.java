package dev.berth.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.identity.SignedInAs;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRoomsTest;
import dev.berth.scanning.Finding;
import dev.berth.scanning.Severity;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.util.HtmlUtils;

@UpperRoomsTest
class FindingsPagesFlowTests {

    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"");
    private static final Pattern NAME = Pattern.compile("CVE-[A-Z0-9-]+");

    private final Rooms rooms;
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final MockMvc portal;

    @Autowired
    FindingsPagesFlowTests(Rooms rooms, JdbcClient jdbc, InstantSource clock, WebApplicationContext context) {
        this.rooms = rooms;
        this.jdbc = jdbc;
        this.clock = clock;
        this.portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
    }

    @Test
    void anImageShowsItsWorstFindingsAndTheWayToTheRest() throws Exception {
        Image image = imageWith("LOW 40", "CRITICAL 3", "MEDIUM 77");

        String page = body(image, "/images/" + image.id());

        assertThat(names(page)).hasSize(25).startsWith("CVE-CRITICAL-0", "CVE-CRITICAL-1", "CVE-CRITICAL-2");
        assertThat(page).contains("3 CRITICAL, 77 MEDIUM, 40 LOW", "All findings on linux/amd64 (120)", listOf(image));
    }

    @Test
    void anImageWithFewFindingsShowsThemAll() throws Exception {
        Image image = imageWith("LOW 20", "HIGH 5");

        String page = body(image, "/images/" + image.id());

        assertThat(names(page)).hasSize(25);
        assertThat(page).contains("All other findings (20)").doesNotContain(listOf(image));
    }

    @Test
    void aLaterScanLeavesTheEarlierInTheStory() throws Exception {
        Image image = imageWith("LOW 2");
        jdbc.sql("""
                insert into earlier_scan (image_id, digest, stated_at, outcome, reason, completed_at, counts)
                select p.image_id, p.digest, p.stated_at - cast(e.before as interval), e.outcome, e.reason, p.completed_at, e.counts
                  from platform_scan p, (values ('3 days', 'NOT_SCANNED', 'The scan failed.', null),
                                                ('2 days', 'SCANNED', null, '{"CRITICAL": 1, "LOW": 4}'))
                       e(before, outcome, reason, counts)
                 where p.image_id = :image""").param("image", image.id().value()).update();

        String page = body(image, "/images/" + image.id());
        String story = page.substring(page.indexOf("What happened"), page.indexOf("<h2>Scan</h2>"));

        assertThat(story)
                .containsSubsequence(
                        "Not scanned",
                        "The scan failed.",
                        "Scanned: critical findings",
                        "1 CRITICAL, 4 LOW",
                        "Scanned again: findings",
                        "2 LOW");
    }

    @Test
    void theListGoesThroughEachFindingOnceTheWorstFirst() throws Exception {
        Image image = imageWith("LOW 40", "CRITICAL 3", "MEDIUM 77");

        List<String> seen = new ArrayList<>();
        String address = listOf(image);
        while (address != null) {
            String page = body(image, address);
            seen.addAll(names(page));
            address = next(page);
        }

        assertThat(seen).hasSize(120).doesNotHaveDuplicates();
        assertThat(seen.subList(0, 3)).allMatch(name -> name.startsWith("CVE-CRITICAL"));
    }

    @Test
    void oneSeverityIsListedAlone() throws Exception {
        Image image = imageWith("LOW 60", "CRITICAL 3");

        String low = body(image, listOf(image) + "&severity=LOW");

        assertThat(names(low)).hasSize(50).allMatch(name -> name.startsWith("CVE-LOW"));
        assertThat(next(low)).contains("severity=LOW");
        assertThat(names(body(image, next(low)))).hasSize(10);
        assertThat(names(body(image, listOf(image) + "&severity=HIGH"))).isEmpty();
    }

    @Test
    void invariant6_theListIsForWhomTheImageIs() throws Exception {
        Image image = imageWith("LOW 1");

        assertThat(ask(person("stranger", Role.RESEARCHER), listOf(image)).getStatus())
                .isEqualTo(404);
        assertThat(ask(person("carol", Role.STAFF), listOf(image)).getStatus()).isEqualTo(200);
    }

    @Test
    void whatIsNoAddressOfAListIsRefused() throws Exception {
        Image image = imageWith("LOW 1");
        String list = "/images/" + image.id() + "/findings";
        Person carol = person("carol", Role.STAFF);

        assertThat(ask(carol, list).getStatus()).isEqualTo(400);
        assertThat(ask(carol, list + "?platform=latest").getStatus()).isEqualTo(400);
        assertThat(ask(carol, list + "?platform=sha256:" + "0".repeat(64)).getStatus())
                .isEqualTo(404);
        assertThat(ask(carol, listOf(image) + "&after=x").getStatus()).isEqualTo(400);
        assertThat(ask(carol, listOf(image) + "&severity=").getStatus()).isEqualTo(400);
        assertThat(ask(carol, listOf(image) + "&after=9223372036854775807").getContentAsString())
                .contains("There are no more findings.");
    }

    /** The database sorts by this, the page splits by that. */
    @Test
    void theDatabaseKnowsWhatIsGraveAsTheFindingDoes() {
        Image image = imageWith();
        int position = 0;
        for (String severity :
                List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED", "UNTRIAGED", "WORSE")) {
            for (Double score : new Double[] {null, 0.0, 8.9, 9.0, 10.0}) {
                jdbc.sql("""
                        insert into scan_finding (image_id, digest, position, vulnerability, severity, package_name,
                                package_version, score)
                        values (:image, :digest, :position, 'CVE-2024-1', :severity, '', '', :score)""")
                        .param("image", image.id().value())
                        .param("digest", image.digest().value())
                        .param("position", position++)
                        .param("severity", severity)
                        .param("score", score)
                        .update();
            }
        }

        List<Grave> rows = jdbc.sql("select severity, score, place < 1000000000 as grave from scan_finding"
                        + " where image_id = :image")
                .param("image", image.id().value())
                .query((row, number) -> new Grave(
                        row.getString("severity"), row.getObject("score", Double.class), row.getBoolean("grave")))
                .list();

        assertThat(rows)
                .hasSize(40)
                .allSatisfy(row -> assertThat(row.finding().isGrave()).isEqualTo(row.grave()));
    }

    private record Grave(String severity, @Nullable Double score, boolean grave) {

        Finding finding() {
            return new Finding("CVE-2024-1", Severity.of(severity), "", "", null, null, null, score);
        }
    }

    /** @param numbers such as {@code LOW 40} */
    private Image imageWith(String... numbers) {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(
                image,
                Stream.of(numbers)
                        .flatMap(FindingsPagesFlowTests::findings)
                        .sorted(Finding.WORST_FIRST)
                        .toArray(Finding[]::new));
        return image;
    }

    private static Stream<Finding> findings(String number) {
        String[] parts = number.split(" ", -1);
        return IntStream.range(0, Integer.parseInt(parts[1]))
                .mapToObj(at -> Rooms.finding("CVE-" + parts[0] + "-" + at, parts[0]));
    }

    private static String listOf(Image image) {
        return "/images/" + image.id() + "/findings?platform=" + image.digest();
    }

    private String body(Image image, @Nullable String address) throws Exception {
        MockHttpServletResponse page =
                ask(person(image.workspace().username().value(), Role.RESEARCHER), String.valueOf(address));
        assertThat(page.getStatus()).as(address).isEqualTo(200);
        return HtmlUtils.htmlUnescape(page.getContentAsString());
    }

    private static List<String> names(String page) {
        int table = page.indexOf("<table");
        return NAME.matcher(table < 0 ? "" : page.substring(table))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static @Nullable String next(String page) {
        Matcher link = NEXT.matcher(page);
        return link.find() ? link.group(1) : null;
    }

    private MockHttpServletResponse ask(Person person, String address) throws Exception {
        return portal.perform(
                        get(URI.create(address)).session(SignedInAs.in(new MockHttpSession(), person, clock.instant())))
                .andReturn()
                .getResponse();
    }

    private static Person person(String username, Role role) {
        return Rooms.person(username, role);
    }
}
