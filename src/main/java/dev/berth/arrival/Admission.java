package dev.berth.arrival;

import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.arrival.Waiting.Reason;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides which of the images that are new in staging come in now, and which wait because the workspace is at one of its limits. Those that
 * have waited longest come first.
 */
@Component
class Admission {

    private static final Duration DAY = Duration.ofDays(1);

    private final WaitingImages waiting;
    private final List<OpenImages> open;
    private final ArrivalLimits limits;
    private final InstantSource clock;

    Admission(WaitingImages waiting, List<OpenImages> open, ArrivalLimits limits, InstantSource clock) {
        this.waiting = waiting;
        this.open = open;
        this.limits = limits;
        this.clock = clock;
    }

    /** An image, or some of an image's tags, that has to wait. */
    record Held(Digest digest, Reason reason) {}

    /**
     * @param unread the images that wait, which nobody reads meanwhile
     * @param tags those that wait
     * @param held all that waits, in the order in which it will come in
     * @param tagsLeft how many tags may still begin today; an image without one takes as much
     */
    record Admitted(Set<Digest> unread, Set<Tag> tags, List<Held> held, int tagsLeft) {}

    /** @param excess tags that no image gets, so that none waits for a limit */
    Admitted among(WorkspaceId workspace, Known known, Listing listing, Set<Tag> excess) {
        List<Listed> beginning = listing.ordinary().stream()
                .filter(entry -> !known.isArtifact(entry) && begins(entry, known, excess))
                .sorted(Comparator.comparing(entry -> known.waiting().getOrDefault(entry.digest(), Long.MAX_VALUE)))
                .toList();
        if (beginning.isEmpty() && listing.untagged().isEmpty()) {
            return new Admitted(Set.of(), Set.of(), List.of(), 0);
        }
        Room room = room(workspace);
        Set<Digest> unread = new HashSet<>();
        Set<Tag> waits = new HashSet<>();
        List<Held> held = new ArrayList<>();
        for (Listed entry : beginning) {
            boolean isNew = !known.isKnown(entry.digest());
            Reason reason = isNew ? room.refusal(entry.sizeBytes()) : null;
            if (reason != null) {
                unread.add(entry.digest());
            } else if (isNew) {
                room.take(entry.sizeBytes());
            }
            boolean isHeld = false;
            for (Tag tag : entry.tags()) {
                if (begins(entry, tag, known, excess) && (reason != null || !room.takeTag())) {
                    waits.add(tag);
                    isHeld = true;
                }
            }
            if (isHeld) {
                held.add(new Held(entry.digest(), reason == null ? Reason.TAGS : reason));
            }
        }
        return new Admitted(unread, waits, held, room.tagsLeft());
    }

    private static boolean begins(Listed entry, Known known, Set<Tag> excess) {
        return !known.isKnown(entry.digest())
                || entry.tags().stream().anyMatch(tag -> begins(entry, tag, known, excess));
    }

    /** A tag that moves is as much work as a new one. */
    private static boolean begins(Listed entry, Tag tag, Known known, Set<Tag> excess) {
        return !known.isNamed(entry.digest(), tag) && !excess.contains(tag);
    }

    private Room room(WorkspaceId workspace) {
        WaitingImages.Taken today =
                waiting.takenSince(workspace, clock.instant().minus(DAY));
        int atWork = open.stream().mapToInt(images -> images.countIn(workspace)).sum();
        return new Room(
                limits.openImages() - atWork,
                limits.tagsADay() - today.tags(),
                limits.bytesADay().toBytes() - today.bytes(),
                today.bytes() == 0);
    }

    /** What is left of the limits while a listing is gone through. */
    private static final class Room {

        private int images;
        private long tags;
        private long bytes;
        private boolean isFirstOfDay;

        Room(int images, long tags, long bytes, boolean isFirstOfDay) {
            this.images = images;
            this.tags = tags;
            this.bytes = bytes;
            this.isFirstOfDay = isFirstOfDay;
        }

        /** Why a new image of this size does not come in now. */
        @Nullable
        Reason refusal(long size) {
            if (images <= 0) {
                return Reason.OPEN_IMAGES;
            }
            if (tags <= 0) {
                return Reason.TAGS;
            }
            return size > bytes && !isFirstOfDay ? Reason.BYTES : null;
        }

        void take(long size) {
            images--;
            bytes -= size;
            isFirstOfDay = false;
        }

        boolean takeTag() {
            return tags-- > 0;
        }

        int tagsLeft() {
            return Math.clamp(tags, 0, Integer.MAX_VALUE);
        }
    }
}
