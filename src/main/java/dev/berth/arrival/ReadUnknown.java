package dev.berth.arrival;

import dev.berth.arrival.Admission.Admitted;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.RepositoryName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Reads what a listing shows and no poll has read, so many digests a poll: first what is tagged, then what is not. */
@Component
class ReadUnknown {

    private final StagingRegistry registry;
    private final ReadContent read;
    private final ArrivalSettings settings;

    ReadUnknown(StagingRegistry registry, ReadContent read, ArrivalSettings settings) {
        this.registry = registry;
        this.read = read;
        this.settings = settings;
    }

    /**
     * Remote.
     *
     * @param refused what is known of some already, whatever is in them
     */
    Readings in(RepositoryName staging, Listing listing, Known known, Admitted admitted, Map<Digest, Content> refused) {
        Map<Digest, Boolean> tagged = new LinkedHashMap<>();
        listing.ordinary().stream()
                .map(Listed::digest)
                .filter(digest -> !known.isKnown(digest) && !admitted.unread().contains(digest))
                .forEach(digest -> tagged.put(digest, false));
        listing.reserved().stream()
                .map(Listed::digest)
                .filter(digest -> !known.isKnownWhereReserved(digest))
                .forEach(digest -> tagged.put(digest, true));
        List<Digest> order = new ArrayList<>(tagged.keySet());
        // Where a poll is cut short, nobody is always the last.
        Collections.shuffle(order);
        int most = Math.min(order.size(), settings.readingsAPoll());
        Poll poll = new Poll(staging);
        for (Digest digest : order.subList(0, most)) {
            poll.read(digest, tagged.getOrDefault(digest, false), poll.contents);
        }
        boolean all = poll.isAnswered && hasReadEveryIndex(listing, known, poll.contents);
        poll.contents.putAll(refused);
        // What belongs to an index is known only once the index is read.
        int leftUntagged = all
                ? untagged(poll, listing.untagged(), Math.min(settings.readingsAPoll() - most, admitted.tagsLeft()))
                : listing.untagged().size();
        poll.untagged.keySet().removeAll(poll.parts);
        return new Readings(poll.contents, poll.untagged, poll.parts, order.size() - most + leftUntagged);
    }

    private static boolean hasReadEveryIndex(Listing listing, Known known, Map<Digest, Content> contents) {
        return Stream.concat(
                        listing.ordinary().stream().filter(entry -> !known.isKnown(entry.digest())),
                        listing.reserved().stream().filter(entry -> !known.isKnownWhereReserved(entry.digest())))
                .filter(entry -> entry.mediaType().isIndex())
                .map(entry -> contents.get(entry.digest()))
                .allMatch(content -> content != null && !(content instanceof Content.Withheld));
    }

    /** @return how many are left */
    private static int untagged(Poll poll, List<Listed> listed, int most) {
        int readings = 0;
        int left = 0;
        boolean readEveryIndex = true;
        for (Listed entry : listed) {
            if (poll.parts.contains(entry.digest())) {
                continue;
            }
            if (readings >= most
                    || !poll.isAnswered
                    || (!readEveryIndex && !entry.mediaType().isIndex())) {
                left++;
                continue;
            }
            readings++;
            poll.read(entry.digest(), false, poll.untagged);
            if (entry.mediaType().isIndex() && poll.untagged.get(entry.digest()) instanceof Content.Withheld) {
                poll.untagged.remove(entry.digest());
                left++;
                readEveryIndex = false;
            }
        }
        return left;
    }

    private final class Poll {

        private final RepositoryName staging;
        private final Map<Digest, Content> contents = new LinkedHashMap<>();
        private final Map<Digest, Content> untagged = new LinkedHashMap<>();
        private final Set<Digest> parts = new HashSet<>();
        private boolean isAnswered = true;

        Poll(RepositoryName staging) {
            this.staging = staging;
        }

        /** Nothing where it was deleted since the listing: the next one will not show it. */
        void read(Digest digest, boolean reserved, Map<Digest, Content> into) {
            if (!isAnswered) {
                return;
            }
            try {
                Manifest manifest = registry.manifests(staging, List.of(digest)).get(digest);
                if (manifest != null) {
                    into.put(
                            digest,
                            reserved
                                    ? read.reserved(staging, manifest, parts)
                                    : read.of(staging, digest, manifest, parts));
                }
            } catch (ImageWithheld e) {
                into.put(digest, withheld(e));
            } catch (StagingUnavailable e) {
                contents.put(digest, withheld(e));
                isAnswered = false;
            }
        }

        private static Content withheld(StagingUnavailable e) {
            return new Content.Withheld(String.valueOf(e.getMessage()));
        }
    }
}
