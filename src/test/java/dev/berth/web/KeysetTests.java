package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTests {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");

    /** Sorted as the database would. */
    private final List<RowKey> table = new ArrayList<>();

    @Test
    void goingOnAndBackShowsEachRowOnce() {
        rows(7);

        Rows<RowKey> first = page(newestFirst(), new PageAt.Start());
        Rows<RowKey> second = page(newestFirst(), next(first));
        Rows<RowKey> third = page(newestFirst(), next(second));

        assertThat(first.newer()).isNull();
        assertThat(third.older()).isNull();
        assertThat(first.rows()).hasSize(3).isEqualTo(table.subList(0, 3));
        assertThat(second.rows()).hasSize(3).isEqualTo(table.subList(3, 6));
        assertThat(third.rows()).hasSize(1).isEqualTo(table.subList(6, 7));
        assertThat(page(newestFirst(), back(third))).isEqualTo(second);
        assertThat(page(newestFirst(), back(second)).rows()).isEqualTo(first.rows());
        assertThat(page(newestFirst(), back(second)).newer()).isNull();
    }

    @Test
    void whatComesMeanwhileMovesNoPage() {
        rows(7);
        Rows<RowKey> first = page(newestFirst(), new PageAt.Start());
        List<RowKey> second = page(newestFirst(), next(first)).rows();

        rows(5);

        assertThat(page(newestFirst(), next(first)).rows()).isEqualTo(second);
    }

    @Test
    void aRowThatIsGoneStillTellsWhereAPageBegins() {
        rows(7);
        Rows<RowKey> first = page(newestFirst(), new PageAt.Start());
        List<RowKey> second = page(newestFirst(), next(first)).rows();

        table.remove(first.rows().getLast());

        assertThat(page(newestFirst(), next(first)).rows()).isEqualTo(second);
    }

    @Test
    void aListThatBeginsWithTheOldestGoesOnToNewerOnes() {
        rows(4);
        Keyset oldestFirst = Keyset.oldestFirst("at", "id");

        Rows<RowKey> first = page(oldestFirst, new PageAt.Start());

        assertThat(first.older()).isNull();
        assertThat(first.rows()).isEqualTo(table.reversed().subList(0, 3));
        assertThat(page(oldestFirst, back(first)).rows()).isEqualTo(table.subList(0, 1));
    }

    @Test
    void whereNothingIsLeftTheListBeginsAgain() {
        rows(3);
        RowKey oldest = table.getLast();

        Rows<RowKey> beyond = page(newestFirst(), new PageAt.Before(oldest));

        assertThat(beyond.rows()).isEmpty();
        assertThat(beyond.isEmpty()).isFalse();
        assertThat(beyond.newer("/staff/passes?text=a")).isEqualTo("/staff/passes?text=a");
        assertThat(beyond.older("/staff/passes")).isNull();
    }

    @Test
    void anAddressKeepsItsQueryBesideTheKey() {
        rows(4);

        String older = page(newestFirst(), new PageAt.Start()).older("/staff/passes?text=a%20b");

        assertThat(older).startsWith("/staff/passes?text=a%20b&before=").doesNotContain(" ");
        assertThat(page(newestFirst(), new PageAt.Start()).older("/")).startsWith("/?before=");
    }

    @Test
    void aKeyReadsAsItIsWritten() {
        RowKey key = RowKey.of(NOON, "scan/9 & more");

        assertThat(RowKey.of(key.toString())).isEqualTo(key);
        assertThat(key.at()).isEqualTo(Instant.parse("2026-11-23T12:00:00.123456Z"));
        assertThat(key.encoded()).endsWith(".scan%2F9%20%26%20more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", "x.y", "-1.a", "12345678901234567.a", "1. ", "1.a\0", "1.\u202Ea"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatExceptionOfType(MalformedKey.class).isThrownBy(() -> RowKey.of(text));
    }

    @Test
    void aKeyOfAnotherListIsRefused() {
        PageAt of = new PageAt.Before(new RowKey(NOON, "no-uuid"));

        assertThatThrownBy(() -> newestFirst().page(of, 3)).isInstanceOf(MalformedKey.class);
    }

    private static Keyset newestFirst() {
        return Keyset.newestFirst("at", "id");
    }

    /** Two rows of each time. */
    private void rows(int more) {
        for (int number = 0; number < more; number++) {
            table.add(RowKey.of(NOON.plusSeconds(table.size() / 2), new UUID(0, table.size())));
        }
        table.sort(Comparator.comparing(RowKey::at).thenComparing(RowKey::tie).reversed());
    }

    private static PageAt next(Rows<RowKey> page) {
        assertThat(page.older()).startsWith("before=");
        return new PageAt.Before(page.rows().getLast());
    }

    private static PageAt back(Rows<RowKey> page) {
        assertThat(page.newer()).startsWith("after=");
        return new PageAt.After(
                page.rows().stream().max(Comparator.comparing(RowKey::at)).orElseThrow());
    }

    /** What the query that the page describes would find. */
    private Rows<RowKey> page(Keyset keyset, PageAt at) {
        Keyset.Page page = keyset.page(at, 3);
        Comparator<RowKey> order = Comparator.comparing(RowKey::at).thenComparing(RowKey::tie);
        boolean descending = page.order().contains("desc");
        List<RowKey> found = table.stream()
                .filter(row -> switch (at) {
                    case PageAt.Start start -> true;
                    case PageAt.Before before -> order.compare(row, before.key()) < 0;
                    case PageAt.After after -> order.compare(row, after.key()) > 0;
                })
                .sorted(descending ? order.reversed() : order)
                .limit(4)
                .toList();
        return page.rows(found, row -> row);
    }
}
