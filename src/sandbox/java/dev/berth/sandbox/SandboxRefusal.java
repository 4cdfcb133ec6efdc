package dev.berth.sandbox;

import java.util.List;

/** The sandbox does not start; each sentence says why and what to do. */
final class SandboxRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    SandboxRefusal(List<String> sentences, String remedy) {
        super(String.join("\n", sentences));
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
