package dev.berth.catalogue;

import dev.berth.identity.Person;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    CataloguePage of(Person person, int number) {
        return workspaces
                .findByUsername(person.username())
                .map(workspace -> of(workspace, number))
                .orElse(new CataloguePage(List.of(), null, null));
    }

    private CataloguePage of(Workspace workspace, int number) {
        List<ApprovedImage> found = images.current(workspace.id(), number * PAGE, PAGE + 1);
        List<ApprovedImage> shown = found.stream().limit(PAGE).toList();
        Map<Tag, List<ApprovedImage>> earlier =
                images
                        .earlier(
                                workspace.id(),
                                shown.stream().map(ApprovedImage::tag).toList())
                        .stream()
                        .collect(Collectors.groupingBy(ApprovedImage::tag));
        return new CataloguePage(
                shown.stream()
                        .map(image -> new CataloguePage.Entry(image, earlier.getOrDefault(image.tag(), List.of())))
                        .toList(),
                number == 0 ? null : "/my/approved?page=" + (number - 1),
                found.size() > PAGE ? "/my/approved?page=" + (number + 1) : null);
    }

    record CataloguePage(
            List<Entry> entries,
            @Nullable String newer,
            @Nullable String older) {

        /** @param earlier what the tag named before, the latest first */
        record Entry(ApprovedImage image, List<ApprovedImage> earlier) {}
    }
}
