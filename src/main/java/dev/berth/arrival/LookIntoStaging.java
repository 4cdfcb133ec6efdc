package dev.berth.arrival;

import dev.berth.arrival.Admission.Admitted;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Looks into a workspace's staging repository and records what came in, and which tags moved. */
@Component
public class LookIntoStaging {

    /** A look is thrown away when another was recorded meanwhile; more than twice in a row is somebody else's loop. */
    private static final int ATTEMPTS = 3;

    private final Workspaces workspaces;
    private final StagingRegistry registry;
    private final StagingRecords records;
    private final Admission admission;
    private final ReadContent read;
    private final RecordLook record;
    private final ImageLimits limits;
    private final ArrivalSettings settings;

    LookIntoStaging(
            Workspaces workspaces,
            StagingRegistry registry,
            StagingRecords records,
            Admission admission,
            ReadContent read,
            RecordLook record,
            ImageLimits limits,
            ArrivalSettings settings) {
        this.workspaces = workspaces;
        this.registry = registry;
        this.records = records;
        this.admission = admission;
        this.read = read;
        this.record = record;
        this.limits = limits;
        this.settings = settings;
    }

    /**
     * When it returns, what {@link StagedImages} says is at least as new as the call; an image that the registry lists and does not
     * give is left to a later look, and keeps no other waiting. Remote: never inside a transaction.
     *
     * @throws StagingUnavailable where the registry does not answer; nothing is recorded then
     */
    public void at(WorkspaceId id) {
        Workspace workspace = workspaces.get(id);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Known known = records.of(id);
            Listing all = Listing.of(registry.tagged(workspace.staging()));
            Set<Tag> excess = excess(all, known);
            Admitted admitted = admission.among(id, known, all.ordinary(), excess);
            Listing listing = all.without(excess).without(admitted.tags());
            Map<Digest, Content> refused = withTooManyTags(listing.ordinary(), known);
            refused.keySet().removeAll(admitted.unread());
            Readings readings = read(workspace, listing, known, admitted.unread(), refused);
            if (record.record(workspace, known, listing, admitted.held(), readings)) {
                return;
            }
        }
        throw new StagingUnavailable("Others were recording looks into %s all the time".formatted(workspace.staging()));
    }

    /** Of an image with too many tags only so many are followed, since each is a promotion of its own. */
    private Set<Tag> excess(Listing listing, Known known) {
        Set<Tag> excess = new HashSet<>();
        for (Listed entry : listing.named()) {
            if (entry.tags().size() > limits.tags()) {
                Comparator<Tag> thoseItHasFirst = Comparator.comparing(tag -> !known.isNamed(entry.digest(), tag));
                entry.tags().stream()
                        .sorted(thoseItHasFirst.thenComparing(Comparator.naturalOrder()))
                        .skip(limits.tags())
                        .forEach(excess::add);
            }
        }
        return excess;
    }

    /** Such an image is refused where it is new; one that is known already keeps what it has, and the page of work says so. */
    private Map<Digest, Content> withTooManyTags(List<Listed> listed, Known known) {
        Map<Digest, Content> contents = new LinkedHashMap<>();
        for (Listed entry : listed) {
            if (entry.tags().size() > limits.tags()) {
                String sentence = "The image has %,d tags, and Berth takes at most %,d; push it under fewer."
                        .formatted(entry.tags().size(), limits.tags());
                contents.put(
                        entry.digest(),
                        known.isKnown(entry.digest())
                                ? new Content.Withheld(sentence)
                                : new Content.Unreadable(sentence));
            }
        }
        return contents;
    }

    private Readings read(
            Workspace workspace, Listing listing, Known known, Set<Digest> waiting, Map<Digest, Content> refused) {
        Map<Digest, Boolean> unknown = new LinkedHashMap<>();
        listing.ordinary().stream()
                .map(Listed::digest)
                .filter(digest -> !known.isKnown(digest) && !waiting.contains(digest) && !refused.containsKey(digest))
                .forEach(digest -> unknown.put(digest, false));
        listing.reserved().stream()
                .map(Listed::digest)
                .filter(digest -> !known.isKnownWhereReserved(digest))
                .forEach(digest -> unknown.put(digest, true));
        List<Digest> order = new ArrayList<>(unknown.keySet());
        // Where a look is cut short, nobody is always the last.
        Collections.shuffle(order);
        Map<Digest, Content> contents = new LinkedHashMap<>(refused);
        for (Digest digest : order.subList(0, Math.min(order.size(), settings.readingsAPoll()))) {
            try {
                read(workspace.staging(), digest, unknown.getOrDefault(digest, false))
                        .ifPresent(content -> contents.put(digest, content));
            } catch (ImageWithheld e) {
                contents.put(digest, withheld(e));
            } catch (StagingUnavailable e) {
                contents.put(digest, withheld(e));
                break;
            }
        }
        return new Readings(contents, Math.max(0, order.size() - settings.readingsAPoll()));
    }

    private static Content withheld(StagingUnavailable e) {
        return new Content.Withheld(String.valueOf(e.getMessage()));
    }

    /** Empty where it was deleted since the listing: the next look will not list it. */
    private Optional<Content> read(RepositoryName staging, Digest digest, boolean reserved) {
        return Optional.ofNullable(registry.manifests(staging, List.of(digest)).get(digest))
                .map(manifest -> reserved ? read.reserved(staging, manifest) : read.of(staging, digest, manifest));
    }

    /**
     * What a look read.
     *
     * @param left how many digests are left to the next look
     */
    record Readings(Map<Digest, Content> contents, int left) {}
}
