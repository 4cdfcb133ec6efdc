package dev.berth.arrival;

import dev.berth.arrival.Admission.Admitted;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final ReadUnknown read;
    private final RecordLook record;
    private final ImageLimits limits;

    LookIntoStaging(
            Workspaces workspaces,
            StagingRegistry registry,
            StagingRecords records,
            Admission admission,
            ReadUnknown read,
            RecordLook record,
            ImageLimits limits) {
        this.workspaces = workspaces;
        this.registry = registry;
        this.records = records;
        this.admission = admission;
        this.read = read;
        this.record = record;
        this.limits = limits;
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
            Listing all = Listing.of(registry.list(workspace.staging())).withUntagged(known::isUnreadUntagged);
            Set<Tag> excess = excess(all, known);
            Admitted admitted = admission.among(id, known, all, excess);
            Listing listing = all.without(excess).without(admitted.tags());
            Map<Digest, Content> refused = withTooManyTags(listing.ordinary(), known);
            refused.keySet().removeAll(admitted.unread());
            Readings readings = read.in(workspace.staging(), listing, known, admitted, refused);
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
}
