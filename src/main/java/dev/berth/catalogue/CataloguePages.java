package dev.berth.catalogue;

import dev.berth.identity.Person;
import dev.berth.oci.Tag;
import dev.berth.web.PageAt;
import dev.berth.web.Rows;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gathers what the catalogue's pages show. */
@Component
class CataloguePages {

    private static final int PAGE = 25;

    private final ApprovedImages images;
    private final Workspaces workspaces;

    CataloguePages(ApprovedImages images, Workspaces workspaces) {
        this.images = images;
        this.workspaces = workspaces;
    }

    CataloguePage of(Person person, PageAt at) {
        return workspaces
                .findByUsername(person.username())
                .map(workspace -> of(workspace, at))
                .orElse(new CataloguePage(new Rows<>(List.of(), null, null)));
    }

    private CataloguePage of(Workspace workspace, PageAt at) {
        Rows<ApprovedImage> shown = images.current(workspace.id(), at, PAGE);
        Map<Tag, List<ApprovedImage>> earlier =
                images
                        .earlier(
                                workspace.id(),
                                shown.rows().stream().map(ApprovedImage::tag).toList())
                        .stream()
                        .collect(Collectors.groupingBy(ApprovedImage::tag));
        return new CataloguePage(
                shown.map(image -> new CataloguePage.Entry(image, earlier.getOrDefault(image.tag(), List.of()))));
    }

    record CataloguePage(Rows<Entry> entries) {

        /** @param earlier what the tag named before, the latest first */
        record Entry(ApprovedImage image, List<ApprovedImage> earlier) {}
    }
}
