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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Looks into a workspace's staging repository and records what came in, and which tags moved. */
@Component
public class LookIntoStaging {

    /** A look is thrown away when another was recorded meanwhile; more than twice in a row is somebody else's loop. */
    private static final int ATTEMPTS = 3;

    private final Workspaces workspaces;
    private final StagingRegistry registry;
    private final Admission admission;
    private final ReadContent read;
    private final RecordLook record;
    private final ImageLimits limits;

    LookIntoStaging(
            Workspaces workspaces,
            StagingRegistry registry,
            Admission admission,
            ReadContent read,
            RecordLook record,
            ImageLimits limits) {
        this.workspaces = workspaces;
        this.registry = registry;
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
            long looksBefore = record.looks(id);
            List<Listed> listed = images(registry.tagged(workspace.staging()));
            Admitted admitted = admission.among(id, bounded(listed));
            Map<Digest, Content> unknown = read(workspace, listed, admitted);
            if (record.record(workspace, looksBefore, admitted, unknown)) {
                return;
            }
        }
        throw new StagingUnavailable("Others were recording looks into %s all the time".formatted(workspace.staging()));
    }

    /** Of an image with too many tags only the first are followed; each is a promotion of its own. */
    private List<Listed> bounded(List<Listed> listed) {
        return listed.stream()
                .map(entry -> entry.tags().size() <= limits.tags() ? entry : withFewerTags(entry))
                .toList();
    }

    private Listed withFewerTags(Listed entry) {
        Set<Tag> first = entry.tags().stream()
                .sorted()
                .limit(limits.tags())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Listed(entry.digest(), first, entry.mediaType(), entry.sizeBytes());
    }

    /** Such an image is refused where it is new; one that is known already keeps what it has, and the page of work says so. */
    private Map<Digest, Content> withTooManyTags(List<Listed> listed, Set<Digest> known) {
        Map<Digest, Content> contents = new LinkedHashMap<>();
        for (Listed entry : listed) {
            if (entry.tags().size() > limits.tags()) {
                String sentence = "The image has %,d tags, and Berth takes at most %,d; push it under fewer."
                        .formatted(entry.tags().size(), limits.tags());
                contents.put(
                        entry.digest(),
                        known.contains(entry.digest())
                                ? new Content.Withheld(sentence)
                                : new Content.Unreadable(sentence));
            }
        }
        return contents;
    }

    /** Tags that name a signature or an attestation of another manifest are left out, and what has no other tag. */
    private static List<Listed> images(List<Listed> listed) {
        return listed.stream()
                .map(entry -> new Listed(
                        entry.digest(),
                        entry.tags().stream()
                                .filter(tag -> !tag.isAttachment())
                                .collect(Collectors.toCollection(LinkedHashSet::new)),
                        entry.mediaType(),
                        entry.sizeBytes()))
                .filter(entry -> !entry.tags().isEmpty())
                .toList();
    }

    private Map<Digest, Content> read(Workspace workspace, List<Listed> listed, Admitted admitted) {
        Set<Digest> known = record.known(workspace.id());
        Map<Digest, Content> contents = withTooManyTags(listed, known);
        contents.keySet().removeAll(admitted.unread());
        List<Digest> unknown = admitted.listed().stream()
                .map(Listed::digest)
                .filter(digest ->
                        !known.contains(digest) && !admitted.unread().contains(digest) && !contents.containsKey(digest))
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        // Where a look is cut short, nobody is always the last.
        Collections.shuffle(unknown);
        for (Digest digest : unknown) {
            try {
                read(workspace.staging(), digest).ifPresent(content -> contents.put(digest, content));
            } catch (ImageWithheld e) {
                contents.put(digest, withheld(e));
            } catch (StagingUnavailable e) {
                contents.put(digest, withheld(e));
                break;
            }
        }
        return contents;
    }

    private static Content withheld(StagingUnavailable e) {
        return new Content.Withheld(String.valueOf(e.getMessage()));
    }

    /** Empty where it was deleted since the listing: the next look will not list it. */
    private Optional<Content> read(RepositoryName staging, Digest digest) {
        return Optional.ofNullable(registry.manifests(staging, List.of(digest)).get(digest))
                .map(manifest -> manifest.digest().equals(digest)
                        ? read.of(staging, manifest)
                        : new Content.Unreadable("The registry answered with another manifest."));
    }
}
