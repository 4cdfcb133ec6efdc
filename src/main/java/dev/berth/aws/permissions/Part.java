package dev.berth.aws.permissions;

/** The two parts of Berth, each with a role of its own in AWS. One process may be both. */
public enum Part {
    /** Serves the pages: it opens push sessions, and changes nothing else in the account. */
    WEB("berth-web"),
    /** Works behind the pages: repositories, scans, promotions, revocations. Nobody reaches it from outside. */
    WORKER("berth-worker");

    private final String role;

    Part(String role) {
        this.role = role;
    }

    /** What the printed documents call its role. */
    public String role() {
        return role;
    }
}
