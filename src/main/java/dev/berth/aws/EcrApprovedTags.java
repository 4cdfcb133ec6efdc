package dev.berth.aws;

import dev.berth.catalogue.ApprovedTags;
import dev.berth.catalogue.ApprovedUnavailable;
import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageStatus;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.TagStatus;

/** The tags of approved repositories in ECR. */
@Component
class EcrApprovedTags implements ApprovedTags {

    private static final int IMAGES_A_PAGE = 1000;

    /** ECR's API takes longer tags than registries do; Berth sets none of those. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private final EcrClient ecr;

    EcrApprovedTags(@Lazy EcrClient ecr) {
        this.ecr = ecr;
    }

    @Override
    public Map<Tag, Set<Digest>> in(RepositoryName approved) {
        // In order, not hashed: whoever pushed chose the tags.
        Map<Tag, Set<Digest>> tags = new TreeMap<>(Comparator.comparing(Tag::value));
        try {
            ecr
                    .describeImagesPaginator(request -> request.repositoryName(approved.value())
                            .maxResults(IMAGES_A_PAGE)
                            .filter(filter -> filter.tagStatus(TagStatus.TAGGED)))
                    .imageDetails()
                    .stream()
                    .filter(EcrApprovedTags::canBePulled)
                    .forEach(image -> add(image, tags));
            return tags;
        } catch (RepositoryNotFoundException noRepository) {
            return Map.of();
        } catch (SdkException e) {
            throw new ApprovedUnavailable("ECR does not let Berth list %s: %s".formatted(approved, e.getMessage()), e);
        }
    }

    /** An archived image keeps its tags, but is given to nobody. */
    private static boolean canBePulled(ImageDetail image) {
        return image.imageStatus() == null || image.imageStatus() == ImageStatus.ACTIVE;
    }

    private static void add(ImageDetail image, Map<Tag, Set<Digest>> tags) {
        Digest digest = Digest.of(image.imageDigest());
        image.imageTags().stream()
                .filter(TAG.asMatchPredicate())
                .map(Tag::of)
                .forEach(tag -> tags.computeIfAbsent(tag, it -> new TreeSet<>(Comparator.comparing(Digest::value)))
                        .add(digest));
    }
}
