package dev.berth.credentials;

import dev.berth.workspace.Username;

/** Names a session so that a reader of the cloud's log knows whose it was, and a revocation hits no other. */
final class RoleSessionName {

    /** Names are listed in a policy of limited size, so they are kept short. */
    private static final int LONGEST_USERNAME = 24;

    private RoleSessionName() {}

    static String of(Username username, PushSessionId session) {
        String escaped = username.escaped();
        String prefix = escaped.substring(0, Math.min(LONGEST_USERNAME, escaped.length()));
        return "berth-" + prefix + "-" + session.toString().replace("-", "").substring(0, 16);
    }
}
