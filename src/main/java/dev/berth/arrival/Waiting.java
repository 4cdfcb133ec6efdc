package dev.berth.arrival;

import dev.berth.web.BoundedCount;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;

/**
 * What waits in a workspace's staging until there is room.
 *
 * @param images how many
 * @param reason of which limit the first of them waits
 * @param since when the first of them was seen
 */
public record Waiting(WorkspaceId workspace, BoundedCount images, Reason reason, Instant since) {

    /** The limit that is reached. */
    public enum Reason {
        OPEN_IMAGES("open-images"),
        TAGS("tags"),
        BYTES("bytes");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        static Reason of(String code) {
            for (Reason reason : values()) {
                if (reason.code.equals(code)) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("No reason " + code);
        }
    }
}
