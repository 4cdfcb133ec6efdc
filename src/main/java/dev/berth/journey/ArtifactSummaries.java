package dev.berth.journey;

import dev.berth.arrival.StagedArtifact;
import dev.berth.arrival.StagedArtifacts;
import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What arrived and is no image, with what a reader has to know beside it. */
@Component
class ArtifactSummaries {

    private static final int MOST = 10;

    private final StagedArtifacts artifacts;
    private final ApprovedImages approved;
    private final Workspaces workspaces;

    ArtifactSummaries(StagedArtifacts artifacts, ApprovedImages approved, Workspaces workspaces) {
        this.artifacts = artifacts;
        this.approved = approved;
        this.workspaces = workspaces;
    }

    /**
     * What of a workspace's arrivals is no image.
     *
     * @param cached how many images have no tag but one of a build cache
     */
    record Arrivals(List<ArtifactSummary> rows, boolean more, int cached) {

        static final Arrivals NONE = new Arrivals(List.of(), false, 0);

        public boolean isEmpty() {
            return rows.isEmpty() && cached == 0;
        }
    }

    Arrivals in(Workspace workspace) {
        List<StagedArtifact> found = artifacts.of(workspace.id(), MOST + 1);
        List<StagedArtifact> shown = found.stream().limit(MOST).toList();
        return new Arrivals(
                of(workspace, shown, running(workspace.id(), shown)),
                found.size() > MOST,
                artifacts.cached(workspace.id()));
    }

    /** What has a tag now that named this image. */
    List<ArtifactSummary> named(Workspace workspace, ImageSummary image) {
        Set<Tag> theirs = image.tags().stream()
                .filter(tag -> !tag.isCurrent())
                .map(StagedTag::tag)
                .collect(Collectors.toSet());
        Set<Tag> running = image.current().stream().map(ApprovedImage::tag).collect(Collectors.toSet());
        return of(workspace, List.copyOf(artifacts.named(workspace.id(), theirs).values()), running);
    }

    /** The latest of everybody's. */
    List<ArtifactSummary> latest(int limit) {
        List<StagedArtifact> found = artifacts.latest(limit);
        Map<WorkspaceId, Workspace> names =
                workspaces.get(found.stream().map(StagedArtifact::workspace).toList());
        return found.stream()
                .map(artifact -> new ArtifactSummary(
                        Objects.requireNonNull(names.get(artifact.workspace())), artifact, List.of()))
                .toList();
    }

    private static List<ArtifactSummary> of(Workspace workspace, List<StagedArtifact> found, Set<Tag> running) {
        return found.stream()
                .map(artifact -> new ArtifactSummary(
                        workspace,
                        artifact,
                        artifact.tags().stream().filter(running::contains).toList()))
                .toList();
    }

    private Set<Tag> running(WorkspaceId workspace, List<StagedArtifact> found) {
        List<Tag> tags =
                found.stream().flatMap(artifact -> artifact.tags().stream()).toList();
        return approved.latest(workspace, tags).stream()
                .filter(ApprovedImage::isAvailable)
                .map(ApprovedImage::tag)
                .collect(Collectors.toSet());
    }
}
