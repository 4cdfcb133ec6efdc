package dev.berth.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.identity.NameHolders;
import dev.berth.identity.NameHolders.Pin;
import dev.berth.identity.PersonId;
import dev.berth.identity.ScriptedProvider;
import dev.berth.identity.ScriptedSignIn;
import dev.berth.identity.ScriptedSignIn.SignedIn;
import dev.berth.testing.FlowTest;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.context.WebApplicationContext;

/** Whose a name is, from the first sign-in with it to the hand-over, as people see it. */
@FlowTest
@TestPropertySource(
        properties = {
            "berth.identity.username-claims=login",
            "berth.identity.staff=username:carol, username:cora, username:steve, sally@example.org, stella@example.org",
            "berth.identity.admins=username:dave"
        })
class NamesFlowTests {

    private static final ScriptedProvider PROVIDER = ScriptedProvider.start();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([0-9a-f-]*)\"");

    private final ScriptedSignIn portal;
    private final NameHolders holders;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    /** Nobody else's. */
    private final String name = "alice" + NUMBER.incrementAndGet();

    private SignedIn carol;
    private SignedIn dave;

    @Autowired
    NamesFlowTests(WebApplicationContext context, NameHolders holders, JdbcClient jdbc, InstantSource clock) {
        this.portal = new ScriptedSignIn(context, PROVIDER);
        this.holders = holders;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        properties.add("berth.identity.issuer", PROVIDER::issuer);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @BeforeEach
    void staffAreSignedIn() {
        carol = portal.as("staff-carol", "carol");
        dave = portal.as("admin-dave", "dave");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void invariant6_aNameOnceUsedIsRefusedToAnotherSubject(boolean inCapitals) {
        assertThat(portal.as(my("first"), name).ledTo()).isEqualTo("/");

        SignedIn second = portal.as(my("second"), inCapitals ? name.toUpperCase(Locale.ROOT) : name);

        assertThat(second.ledTo()).isEqualTo("/sign-in?failed=name-held");
        assertThat(second.read(second.ledTo())).contains("belongs to another account", "User Services");
        assertThat(second.open("/").getRedirectedUrl()).isEqualTo("/oauth2/authorization/berth");
        assertThat(portal.as(my("first"), name).ledTo()).as("the first one's").isEqualTo("/");
    }

    @Test
    void invariant6_theSameSubjectAtAnotherProviderIsAnotherPerson() {
        PersonId here = new PersonId("https://one.example.org", "17");
        PersonId there = new PersonId("https://two.example.org", "17");

        assertThat(holders.username(here, name, "", Pin.NONE)).contains(name);
        assertThat(holders.username(there, name, "", Pin.NONE)).isEmpty();
    }

    @Test
    void invariant9_aPassIssuedBeforeAnybodySignedInIsTheFirstOnes() {
        String pass = passFor(name);

        SignedIn first = portal.as(my("first"), name);

        assertThat(first.open(pass).getStatus()).isEqualTo(200);
        assertThat(portal.as(my("second"), name).ledTo()).contains("name-held");
    }

    @Test
    void invariant6_whoIsRenamedKeepsTheirNameAndTakesNobodysPlace() {
        String free = name + "-new";
        String bobs = name + "-bob";
        portal.as(my("first"), name);
        portal.as(my("bob"), bobs);
        String own = passFor(name);

        for (String renamed : List.of(free, bobs)) {
            String other = passFor(renamed);

            SignedIn signedIn = portal.as(my("first"), renamed);

            assertThat(signedIn.ledTo()).isEqualTo("/");
            assertThat(signedIn.read("/")).contains("Your username at the identity provider has changed");
            assertThat(signedIn.open(own).getStatus()).isEqualTo(200);
            assertThat(signedIn.open(other).getStatus()).isEqualTo(404);
        }
        assertThat(portal.as(my("first"), name).read("/")).doesNotContain("has changed");
    }

    @Test
    void invariant6_theRolesOfANameAreTheHoldersWhateverAnotherIsCalled() {
        assertThat(portal.as(my("mallory"), "dave").ledTo()).contains("name-held");
        portal.as(my("mallory"), name);

        SignedIn renamed = portal.as(my("mallory"), "DAVE");

        assertThat(renamed.ledTo()).isEqualTo("/");
        assertThat(renamed.open("/admin/reviews").getStatus()).isEqualTo(403);
        assertThat(dave.open("/admin/reviews").getStatus()).isEqualTo(200);
    }

    @Test
    void staffHandANameOverAndItsHolderLosesItAtTheNextRequest() {
        SignedIn first = portal.as(my("first"), name);
        portal.as(Map.of("sub", my("second"), "login", name, "email", "a2@example.org", "email_verified", true));
        assertThat(first.open("/").getStatus()).isEqualTo(200);

        String page = requestFor(my("second"));
        assertThat(carol.read("/names")).contains(page);
        assertThat(carol.read("/names?name=" + name.toUpperCase(Locale.ROOT))).contains(page);
        assertThat(carol.read(page))
                .contains(">" + my("second") + "<", ">" + my("first") + "<", "a2@example.org", PROVIDER.issuer());
        assertThat(handOver(carol, page, "Her account was made anew")).isEqualTo(302);

        assertThat(first.open("/").getRedirectedUrl()).isEqualTo("/oauth2/authorization/berth");
        assertThat(portal.as(my("first"), name).ledTo()).contains("name-held");
        assertThat(portal.as(my("second"), name).ledTo()).isEqualTo("/");
        assertThat(audit(name))
                .containsSubsequence("name.held " + name, "name.requested berth:sign-in", "name.handed-over carol");
        assertThat(jdbc.sql("select details from audit_entry where action = 'name.handed-over' and subject = :subject")
                        .param("subject", "name/" + name)
                        .query(String.class)
                        .single())
                .contains(
                        "\"from\":\"" + my("first") + "\"",
                        "\"to\":\"" + my("second") + "\"",
                        "Her account was made anew");
    }

    @Test
    void aHandOverNeedsAReason() {
        portal.as(my("first"), name);
        portal.as(my("second"), name);
        String page = requestFor(my("second"));

        assertThat(handOver(carol, page, " ")).isEqualTo(422);
        assertThat(handOver(carol, page, "a\u202eb")).isEqualTo(422);
        assertThat(handOver(carol, page, "x".repeat(501))).isEqualTo(422);
        assertThat(portal.as(my("second"), name).ledTo()).contains("name-held");
        assertThat(handOver(carol, page, "x\r\n".repeat(249) + "yz")).isEqualTo(302);
    }

    @Test
    void aHandOverOfWhatThePageDidNotShowIsNotDone() {
        portal.as(my("first"), name);
        portal.as(my("second"), name);
        portal.as(my("third"), name);
        String toThird = requestFor(my("third"));
        String seen = seen(carol.read(toThird));

        assertThat(handOver(carol, requestFor(my("second")), "Made anew")).isEqualTo(302);

        assertThat(carol.send(toThird, Map.of("reason", "Made anew", "seen", seen))
                        .getStatus())
                .isEqualTo(409);
        assertThat(portal.as(my("second"), name).ledTo()).isEqualTo("/");
    }

    @Test
    void invariant6_nobodyHandsANameToThemselvesNorTheirOwnAway() {
        SignedIn steve = portal.as(
                Map.of("sub", my("steve"), "login", "steve", "email", "steve@example.org", "email_verified", true));
        portal.as(my("first"), name);
        portal.as(my("steve"), name);
        portal.as(Map.of("sub", my("steve-too"), "login", name, "email", "Steve@example.org", "email_verified", true));
        portal.as(my("another"), "steve");

        for (String page : List.of(requestFor(my("steve")), requestFor(my("steve-too")), requestFor(my("another")))) {
            assertThat(steve.read(page)).contains("Somebody else has to do it").doesNotContain("name=\"reason\"");
            assertThat(handOver(steve, page, "Mine")).isEqualTo(409);
        }
    }

    @Test
    void invariant6_aNameThatGivesARoleIsAnAdminsToHandOver() {
        portal.as("staff-cora", "cora");
        portal.as("cora-anew", "cora");
        String page = requestFor("cora-anew");

        assertThat(carol.read(page)).contains("only an admin can hand it over");
        assertThat(handOver(carol, page, "Made anew")).isEqualTo(409);
        assertThat(handOver(dave, page, "Made anew")).isEqualTo(302);
        assertThat(portal.as("cora-anew", "cora").open("/staff/passes").getStatus())
                .isEqualTo(200);
    }

    @Test
    void onlyStaffAndAdminsSeeWhoAskedForAName() {
        SignedIn first = portal.as(my("first"), name);
        portal.as(my("second"), name);
        String page = requestFor(my("second"));

        assertThat(first.open("/names").getStatus()).isEqualTo(403);
        assertThat(first.open(page).getStatus()).isEqualTo(403);
        assertThat(first.send(page, Map.of("reason", "x", "seen", seen(carol.read(page))))
                        .getStatus())
                .isEqualTo(403);
        assertThat(carol.open("/names/00000000-0000-0000-0000-000000000000").getStatus())
                .isEqualTo(404);
        assertThat(carol.open("/names/1").getStatus()).isEqualTo(400);
        assertThat(carol.open("/names?name=%00%E2%80%AE").getStatus()).isEqualTo(200);
    }

    @Test
    void invariant6_aRoleByAddressOnceUsedIsRefusedToAnotherSubjectUntilItIsHandedOver() {
        SignedIn sally = portal.as(sally("sally-1", name + "-1"));
        assertThat(sally.open("/staff/passes").getStatus()).isEqualTo(200);

        SignedIn second = portal.as(sally("sally-2", name + "-2"));
        assertThat(second.ledTo()).isEqualTo("/");
        assertThat(second.open("/staff/passes").getStatus()).isEqualTo(403);
        assertThat(second.read("/")).contains("Your e-mail address gives a role, but another account holds it");

        assertThat(handOver(dave, requestFor("sally-2"), "Another account of hers"))
                .isEqualTo(302);

        assertThat(sally.open("/staff/passes").getRedirectedUrl()).isEqualTo("/oauth2/authorization/berth");
        assertThat(portal.as(sally("sally-1", name + "-1"))
                        .open("/staff/passes")
                        .getStatus())
                .isEqualTo(403);
        assertThat(portal.as(sally("sally-2", name + "-2"))
                        .open("/staff/passes")
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void invariant7_theTrailSaysByUsernameWhoCameToHoldAnAddress() {
        portal.as(Map.of("sub", my("stella"), "login", name, "email", "stella@example.org", "email_verified", true));

        assertThat(audit(name)).containsExactly("name.held " + name);
        assertThat(audit("stella@example.org")).containsExactly("name.held " + name);
    }

    @Test
    void invariant6_ofManyWhoSignInAtOnceOneHoldsTheName() throws Exception {
        int many = 12;
        CountDownLatch ready = new CountDownLatch(1);
        List<Future<Boolean>> held = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++) {
                PersonId person = new PersonId(PROVIDER.issuer(), "one-of-many-" + i);
                held.add(people.submit(() -> {
                    ready.await();
                    return holders.username(person, name, "", Pin.NONE).isPresent();
                }));
            }
            ready.countDown();
        }

        assertThat(held.stream().filter(future -> future.resultNow()).count()).isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from name_holding where name = :name")
                        .param("name", name)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(audit(name))
                .filteredOn(entry -> entry.startsWith("name.held"))
                .hasSize(1);
    }

    @Test
    void onePersonWhoSignsInTwiceAtOnceHoldsOneName() throws Exception {
        PersonId person = new PersonId(PROVIDER.issuer(), "hasty-" + name);
        CountDownLatch ready = new CountDownLatch(1);
        List<Future<String>> held = new ArrayList<>();
        try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String said : List.of(name + "-a", name + "-b", name + "-c", name + "-d")) {
                held.add(tabs.submit(() -> {
                    ready.await();
                    return holders.username(person, said, "", Pin.NONE).orElseThrow();
                }));
            }
            ready.countDown();
        }

        assertThat(held.stream().map(Future::resultNow).distinct()).hasSize(1);
    }

    @Test
    void theOperatorCanSayWhoHoldsANameWhereNobodyIsLeftToHandItOver() {
        PersonId before = new PersonId("https://before.example.org", "17");
        PersonId now = new PersonId(PROVIDER.issuer(), "8f3a1c");
        holders.username(before, name, "", Pin.NONE);

        assertThat(holders.username(now, name, "", Pin.ANOTHER_PERSON)).isEmpty();
        assertThat(holders.username(now, name, "", Pin.THIS_PERSON)).contains(name);

        assertThat(holders.username(now, name, "", Pin.NONE)).contains(name);
        assertThat(holders.username(before, name, "", Pin.NONE)).isEmpty();
        assertThat(audit(name)).contains("name.held berth:configuration");
    }

    @Test
    void whoAsksAgainAndAgainStandsOnTheListOnce() {
        portal.as(my("first"), name);
        for (int i = 0; i < 3; i++) {
            portal.as(my("second"), name);
        }
        portal.as(my("second"), name.toUpperCase(Locale.ROOT));

        assertThat(jdbc.sql("select count(*) from name_request where name = :name")
                        .param("name", name)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(audit(name))
                .filteredOn(entry -> entry.startsWith("name.requested"))
                .hasSize(1);
    }

    @Test
    void veryManyWhoAskAreListedPageByPageEachOnceAndTheLatestFirst() {
        jdbc.sql("""
                insert into name_request (id, kind, name, spelled, issuer, subject, email, username, asked_at)
                select gen_random_uuid(), 'USERNAME', :name, :name, 'https://idp.example.org', :name || '-asker-' || i, '', '',
                       now() - i / 3 * interval '1 minute'
                  from generate_series(0, 119) i""").param("name", name).update();
        List<Integer> askers = new ArrayList<>();
        int pages = 0;
        String address = "/names?name=" + name;
        while (!address.isEmpty()) {
            String page = carol.read(address);
            found(page, name + "-asker-(\\d+)<").forEach(asker -> askers.add(Integer.valueOf(asker)));
            pages++;
            address = found(page, "href=\"([^\"]+)\" rel=\"next\"").stream()
                    .findFirst()
                    .orElse("")
                    .replace("&amp;", "&");
        }

        assertThat(pages).isEqualTo(3);
        assertThat(askers).hasSize(120).doesNotHaveDuplicates();
        assertThat(askers.stream().map(asker -> asker / 3)).isSorted();
    }

    private static List<String> found(String page, String form) {
        return Pattern.compile(form)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Staff issue it; the answer is its page for the researcher. */
    private String passFor(String researcher) {
        String id = UUID.randomUUID().toString();
        assertThat(carol.send(
                                "/staff/passes",
                                Map.of(
                                        "pass",
                                        id,
                                        "username",
                                        researcher,
                                        "email",
                                        researcher + "@example.org",
                                        "reason",
                                        "A push",
                                        "sessions",
                                        "3",
                                        "sessionMinutes",
                                        "60",
                                        "validUntil",
                                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                                                .plusDays(2)
                                                .toString()))
                        .getStatus())
                .isEqualTo(302);
        return "/my/passes/" + id;
    }

    /** A subject of this test alone. */
    private String my(String subject) {
        return subject + "-of-" + name;
    }

    private static Map<String, Object> sally(String subject, String login) {
        return Map.of("sub", subject, "login", login, "email", "sally@example.org", "email_verified", true);
    }

    private String requestFor(String subject) {
        return jdbc.sql(
                        "select '/names/' || id from name_request where subject = :subject order by asked_at desc limit 1")
                .param("subject", subject)
                .query(String.class)
                .single();
    }

    private static int handOver(SignedIn by, String page, String reason) {
        String shown = by.read(page);
        return by.send(page, Map.of("reason", reason, "seen", shown.contains("name=\"seen\"") ? seen(shown) : ""))
                .getStatus();
    }

    private static String seen(String page) {
        Matcher seen = SEEN.matcher(page);
        assertThat(seen.find()).as(page).isTrue();
        return seen.group(1);
    }

    private List<String> audit(String of) {
        return jdbc.sql("select action || ' ' || actor from audit_entry where subject = :subject order by number")
                .param("subject", "name/" + of)
                .query((row, number) -> row.getString(1))
                .list();
    }
}
