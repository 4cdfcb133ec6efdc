package dev.berth.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an entry names of very many: the first ten, and how many more there are. */
public final class FirstFew {

    private static final int NAMED = 10;

    private FirstFew() {}

    public static String of(Stream<String> texts) {
        List<String> all = texts.toList();
        String named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() > NAMED ? "%s and %d more".formatted(named, all.size() - NAMED) : named;
    }
}
