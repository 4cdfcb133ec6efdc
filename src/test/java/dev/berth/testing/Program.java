package dev.berth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program to run to its end. What it is told in the environment or on standard input is masked in what a failing test
 * prints, since that is where tests put secrets; a secret never belongs among the arguments.
 */
public record Program(List<String> command, Map<String, String> environment, String input, Duration patience) {

    private static final int SHORTEST_SECRET = 12;

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public static Program of(List<String> command) {
        return new Program(command, Map.of(), "", Duration.ofMinutes(3));
    }

    public static Program of(String... command) {
        return of(List.of(command));
    }

    /** One list of arguments from two. */
    public static String[] joined(String[] first, String... second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Adds to the environment of this process. */
    public Program withEnvironment(Map<String, String> more) {
        return new Program(command, more, input, patience);
    }

    public Program withInput(String text) {
        return new Program(command, environment, text, patience);
    }

    public Program within(Duration longest) {
        return new Program(command, environment, input, longest);
    }

    /** How it ended. Only {@link #toString()} is fit for a log: the output is as the program wrote it. */
    public record Outcome(int exitCode, String output, String errors, String description) {

        public boolean succeeded() {
            return exitCode == 0;
        }

        /** Standard output without the line end, where the program succeeded. */
        public String orFail() {
            if (!succeeded()) {
                throw new AssertionError(description);
            }
            return output.strip();
        }

        @Override
        public String toString() {
            return description;
        }
    }

    /** @throws AssertionError where it does not end in time */
    public Outcome run() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<String> output = reading(process.getInputStream());
            CompletableFuture<String> errors = reading(process.getErrorStream());
            write(process);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("%s did not end within %s%n%s"
                        .formatted(String.join(" ", command), patience, masked(errors.join())));
            }
            return new Outcome(
                    process.exitValue(),
                    output.join(),
                    errors.join(),
                    masked("%s ended with %d%n%s%n%s"
                            .formatted(String.join(" ", command), process.exitValue(), output.join(), errors.join())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command.getFirst(), e);
        }
    }

    private void write(Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading its input: its exit code and its errors say more than the broken pipe.
        }
    }

    /** A read from a pipe holds its carrier: two virtual threads at it would stop all others on two cores. */
    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }

    private String masked(String text) {
        List<String> secrets = new ArrayList<>(environment.values());
        secrets.add(input.strip());
        String masked = text;
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                masked = masked.replace(secret, "***");
            }
        }
        return masked;
    }
}
