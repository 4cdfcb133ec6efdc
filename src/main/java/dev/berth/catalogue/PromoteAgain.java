package dev.berth.catalogue;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.promotion.QueuePromotions;
import dev.berth.workspace.Workspaces;
import java.util.List;
import org.springframework.stereotype.Component;

/** A researcher, or an admin, asks for what is missing in the approved repository. */
@Component
class PromoteAgain {

    private final StagedImages images;
    private final Workspaces workspaces;
    private final ApprovedImages approved;
    private final QueuePromotions queue;

    PromoteAgain(StagedImages images, Workspaces workspaces, ApprovedImages approved, QueuePromotions queue) {
        this.images = images;
        this.workspaces = workspaces;
        this.approved = approved;
        this.queue = queue;
    }

    /** @return whether there is such an image for this person; where nothing is missing under the tag, nothing is done */
    boolean ask(Person person, StagedImageId id, String tag) {
        StagedImage image = images.find(id).orElse(null);
        if (image == null || !mayAsk(person, image)) {
            return false;
        }
        approved.of(List.of(id)).stream()
                .filter(ApprovedImage::isMissing)
                .filter(entry -> entry.tag().value().equals(tag))
                .findFirst()
                .ifPresent(entry -> queue.again(Actor.of(person), id, entry.tag()));
        return true;
    }

    private boolean mayAsk(Person person, StagedImage image) {
        return person.is(Role.ADMIN) || workspaces.get(image.workspace()).belongsTo(person);
    }
}
