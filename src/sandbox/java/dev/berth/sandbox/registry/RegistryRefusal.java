package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the registry did not do what it was asked. Each API gives it its own code; the message is one sentence. */
public abstract sealed class RegistryRefusal extends RuntimeException {

    RegistryRefusal(String message) {
        super(message);
    }

    public static final class RepositoryUnknown extends RegistryRefusal {
        RepositoryUnknown(RepositoryName name) {
            super("The repository with name '%s' does not exist in the registry".formatted(name));
        }
    }

    public static final class RepositoryExists extends RegistryRefusal {
        RepositoryExists(RepositoryName name) {
            super("The repository with name '%s' already exists in the registry".formatted(name));
        }
    }

    public static final class RepositoryNotEmpty extends RegistryRefusal {
        RepositoryNotEmpty(RepositoryName name) {
            super("The repository with name '%s' in registry cannot be deleted because it still contains images"
                    .formatted(name));
        }
    }

    public static final class ImageUnknown extends RegistryRefusal {
        ImageUnknown() {
            super("Requested image not found");
        }
    }

    /** An index in the repository still names this image. */
    public static final class ImageReferenced extends RegistryRefusal {
        ImageReferenced(Digest digest, Digest by) {
            super("Requested image %s is referenced by manifest list: [%s]".formatted(digest, by));
        }
    }

    public static final class TagImmutable extends RegistryRefusal {
        TagImmutable(Tag tag, RepositoryName name) {
            super(
                    "The image tag '%s' already exists in the '%s' repository and cannot be overwritten because the tag is immutable."
                            .formatted(tag, name));
        }
    }

    /** The manifest names blobs that the repository does not hold. */
    public static final class BlobsMissing extends RegistryRefusal {
        private final transient List<Digest> missing;

        BlobsMissing(List<Digest> missing) {
            super("Layers with digests '%s' do not exist in the repository".formatted(missing));
            this.missing = List.copyOf(missing);
        }

        public List<Digest> missing() {
            return missing;
        }
    }

    /** The index names manifests that the repository does not hold. */
    public static final class ChildrenMissing extends RegistryRefusal {
        private final transient List<Digest> missing;

        ChildrenMissing(List<Digest> missing) {
            super("Images with digests '%s' required for pushing the image do not exist".formatted(missing));
            this.missing = List.copyOf(missing);
        }

        public List<Digest> missing() {
            return missing;
        }
    }

    public static final class UploadUnknown extends RegistryRefusal {
        UploadUnknown() {
            super("The upload does not exist or has ended");
        }
    }

    /** A part did not begin where the last one ended; {@link #received()} bytes are there. */
    public static final class PartOutOfOrder extends RegistryRefusal {
        private final long received;

        PartOutOfOrder(long from, long received) {
            super("The part begins at byte %d, but %d bytes have been received".formatted(from, received));
            this.received = received;
        }

        public long received() {
            return received;
        }
    }

    /** A part ended before, or went on after, the length that was announced. Nothing of it is kept. */
    public static final class PartTruncated extends RegistryRefusal {
        PartTruncated(@Nullable Long announced, long received) {
            super(
                    announced == null
                            ? "The part broke off after %d bytes".formatted(received)
                            : "The part has %d bytes where %d were announced".formatted(received, announced));
        }
    }

    /** Another part followed one that is smaller than ECR takes, where it is not the last. */
    public static final class PartTooSmall extends RegistryRefusal {
        PartTooSmall(long least) {
            super("A part of the upload, not the last, is smaller than %d bytes".formatted(least));
        }
    }

    public static final class DigestMismatch extends RegistryRefusal {
        DigestMismatch(Digest expected, Digest actual) {
            super("The content's digest is %s, not %s".formatted(actual, expected));
        }
    }
}
