package dev.berth.credentials;

/**
 * A pass as a list or its page shows it.
 *
 * @param used how many sessions count against it
 * @param opening whether a session may be opened from it now, and why not
 */
public record ListedPass(
        Pass pass,
        String username,
        String email,
        String stagingRepository,
        int used,
        PassState state,
        OpeningRule.Decision opening) {

    public int left() {
        return Math.max(0, pass.terms().sessions() - used);
    }
}
