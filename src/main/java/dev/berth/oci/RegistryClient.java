package dev.berth.oci;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One registry, spoken to as the OCI distribution specification 1.1 has it. Each manifest and blob is checked against its
 * digest here, whatever the registry says. Blobs are streams and never whole in memory.
 *
 * <p>404 means that something is not there; every other refusal is a {@link RegistryRefused} and no answer in time a
 * {@link RegistryUnreachable}, never "not there". Instances are safe for concurrent use and best kept.
 */
public final class RegistryClient implements AutoCloseable {

    private static final String ACCEPTED = String.join(
            ", ", MediaType.MANIFESTS.stream().map(MediaType::value).sorted().toList());

    /** What most registries give at once, ECR among them. */
    private static final int TAGS_A_PAGE = 1_000;

    private final URI base;
    private final Registry registry;
    private final Patience patience;
    private final Exchange exchange;
    private final Referrers referrers = new Referrers(this);

    /**
     * @param base scheme, host and port, such as {@code https://123456789012.dkr.ecr.us-east-1.amazonaws.com}
     * @param registry what the registry is called in image references
     * @param credentials asked at first, when what it gave runs out, and when the registry takes it no more
     */
    public RegistryClient(URI base, Registry registry, Supplier<RegistryCredentials> credentials) {
        this(base, registry, credentials, CallsSeen.BY_NOBODY);
    }

    public RegistryClient(URI base, Registry registry, Supplier<RegistryCredentials> credentials, CallsSeen calls) {
        this(base, registry, credentials, Patience.usual(), InstantSource.system(), calls);
    }

    public RegistryClient(
            URI base,
            Registry registry,
            Supplier<RegistryCredentials> credentials,
            Patience patience,
            InstantSource clock) {
        this(base, registry, credentials, patience, clock, CallsSeen.BY_NOBODY);
    }

    private RegistryClient(
            URI base,
            Registry registry,
            Supplier<RegistryCredentials> credentials,
            Patience patience,
            InstantSource clock,
            CallsSeen calls) {
        boolean plain = base.getHost() != null
                && ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                && (base.getRawPath().isEmpty() || base.getRawPath().equals("/"))
                && Stream.of(base.getRawQuery(), base.getRawFragment(), base.getRawUserInfo())
                        .allMatch(part -> part == null);
        if (!plain) {
            throw new IllegalArgumentException(
                    "A registry's address looks like https://<host> or http://<host>:<port>");
        }
        this.base = base;
        this.registry = registry;
        this.patience = patience;
        this.exchange = new Exchange(base, registry, credentials, patience, clock, calls);
    }

    public Registry registry() {
        return registry;
    }

    /** Whether this is the same registry, so that blobs can be mounted from one repository to the other. */
    boolean isSameRegistry(RegistryClient other) {
        return registry.equals(other.registry) && base.equals(other.base);
    }

    /**
     * The manifest as it stands there, byte for byte.
     *
     * @throws DigestMismatch where the bytes are not what the digest, or the registry's own header, says
     */
    public Optional<Manifest> manifest(RepositoryName repository, Reference reference) {
        Call call = reading("GET", "manifests", repository, reference, "give %s of %s");
        Answer answer = exchange.send(call);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw refused(call, answer);
        }
        MediaType mediaType = MediaType.of(answer.header("Content-Type").orElse(""));
        Manifest manifest = Manifest.of(mediaType, answer.bytes());
        expect(reference, manifest.digest());
        claimedDigest(answer).ifPresent(claimed -> expect(claimed, manifest.digest()));
        return Optional.of(manifest);
    }

    /** The digest that stands under this name; asks for no body unless the registry keeps the digest to itself. */
    public Optional<Digest> head(RepositoryName repository, Reference reference) {
        Call call = reading("HEAD", "manifests", repository, reference, "say whether it has %s of %s");
        Answer answer = exchange.send(call);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw refused(call, answer);
        }
        Optional<Digest> claimed = claimedDigest(answer);
        claimed.ifPresent(digest -> expect(reference, digest));
        return claimed.isPresent() ? claimed : manifest(repository, reference).map(Manifest::digest);
    }

    /** The tags of a repository; empty where they are more than one page, or the registry tells nobody. */
    Optional<Set<Tag>> tagsOnOnePage(RepositoryName repository) {
        URI uri = at("/v2/" + repository + "/tags/list?n=" + TAGS_A_PAGE);
        Call call = Call.of("GET", uri, "list the tags of " + repository, Call.pull(repository));
        Answer answer = exchange.send(call);
        if (RegistryRefused.isPassing(answer.status())) {
            throw refused(call, answer);
        }
        if (answer.status() != 200 || answer.header("Link").isPresent()) {
            return Optional.empty();
        }
        try {
            JsonNode tags = JsonMapper.shared().readTree(answer.bytes()).path("tags");
            return tags.isArray() || tags.isNull()
                    ? Optional.of(tags.valueStream()
                            .map(tag -> tag.asString(""))
                            .filter(Tag::isTag)
                            .map(Tag::of)
                            .collect(Collectors.toCollection(HashSet::new)))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    public boolean hasBlob(RepositoryName repository, Digest digest) {
        return headOfBlob(repository, digest).isPresent();
    }

    /** What the registry says of a blob's size in bytes; empty where it is not there. */
    OptionalLong blobSize(RepositoryName repository, Digest digest) {
        Optional<Answer> head = headOfBlob(repository, digest);
        if (head.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = head.get().headers().firstValueAsLong("Content-Length");
        if (size.isEmpty()) {
            throw new RegistryRefused(
                    registry, "say how large blob %s of %s is".formatted(digest, repository), 200, "UNKNOWN", "");
        }
        return size;
    }

    private Optional<Answer> headOfBlob(RepositoryName repository, Digest digest) {
        Call call = reading("HEAD", "blobs", repository, digest, "say whether it has blob %s of %s");
        Answer answer = exchange.send(call);
        if (answer.status() != 200 && answer.status() != 404) {
            throw refused(call, answer);
        }
        return answer.status() == 200 ? Optional.of(answer) : Optional.empty();
    }

    /**
     * A blob as a stream, which the caller closes. Reading fails with an {@link IOException} at its end where the bytes do
     * not fit the digest, and when no byte comes for longer than {@link Patience#stall()}.
     *
     * @throws ContentMissing where the repository has no such blob
     */
    public InputStream blob(RepositoryName repository, Digest digest) {
        return new VerifiedStream(open(repository, digest), digest);
    }

    /** As {@link #blob(RepositoryName, Digest)}; its last bytes come only when digest and size fit. */
    public InputStream blob(RepositoryName repository, Descriptor blob) {
        return new VerifiedStream(open(repository, blob.digest()), blob.digest(), blob.size());
    }

    /** As {@link #blob(RepositoryName, Descriptor)}; reading fails once the work that needs it is to end. */
    InputStream blob(RepositoryName repository, Descriptor blob, BooleanSupplier stop) {
        InputStream content = new StoppableStream(open(repository, blob.digest()), stop);
        return new VerifiedStream(content, blob.digest(), blob.size());
    }

    /**
     * A small blob, whole and verified.
     *
     * @throws SizeMismatch where it has another size than the descriptor says
     * @throws DigestMismatch where its bytes are not those that its digest stands for
     */
    public byte[] content(RepositoryName repository, Descriptor blob) {
        VerifiedStream verified = new VerifiedStream(open(repository, blob.digest()), blob.digest(), blob.size());
        try (verified) {
            return verified.readAllBytes();
        } catch (IOException e) {
            if (verified.failure() instanceof RegistryFailure failure) {
                throw failure;
            }
            throw new RegistryUnreachable(
                    registry,
                    "give blob %s of %s".formatted(blob.digest(), repository),
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    private InputStream open(RepositoryName repository, Digest digest) {
        Call call = reading("GET", "blobs", repository, digest, "give blob %s of %s");
        Answer answer = exchange.send(call.asStream());
        if (answer.status() == 404) {
            throw ContentMissing.from(registry, repository, digest);
        }
        if (answer.status() != 200) {
            throw refused(call, answer);
        }
        return new WatchedStream(answer.stream(), patience.stall());
    }

    /** Asks the registry to take a blob from another of its repositories. */
    public MountAnswer mount(RepositoryName from, RepositoryName to, Digest digest) {
        List<String> scopes =
                Stream.concat(Call.push(to).stream(), Call.pull(from).stream()).toList();
        URI uri = at("/v2/" + to + "/blobs/uploads/?mount=" + digest + "&from=" + from);
        Call call = Call.of("POST", uri, "mount blob %s of %s in %s".formatted(digest, from, to), scopes);
        Answer answer = exchange.send(call);
        if (answer.status() == 201) {
            return new MountAnswer.Mounted();
        }
        return new MountAnswer.Declined(session(call, answer, to));
    }

    public UploadSession startUpload(RepositoryName repository) {
        URI uri = at("/v2/" + repository + "/blobs/uploads/");
        Call call = Call.of("POST", uri, "begin an upload to " + repository, Call.push(repository));
        return session(call, exchange.send(call), repository);
    }

    /**
     * Sends a blob whole, in one request with its length. Wrong content is never sent to its end. The session is used up
     * afterwards; where it failed, {@link #abandon} it.
     */
    public void upload(UploadSession session, Digest digest, long size, InputStream content) {
        String location = session.location().toString();
        URI uri = URI.create(location + (session.location().getRawQuery() == null ? "?" : "&") + "digest=" + digest);
        RepositoryName repository = session.repository();
        Call call = Call.of("PUT", uri, "take blob %s into %s".formatted(digest, repository), Call.push(repository))
                .with(Map.of("Content-Type", "application/octet-stream"));
        VerifiedStream verified =
                content instanceof VerifiedStream already ? already : new VerifiedStream(content, digest, size);
        Answer answer = exchange.upload(call, verified, size);
        if (!answer.isSuccess()) {
            throw refused(call, answer);
        }
        claimedDigest(answer).ifPresent(claimed -> expect(digest, claimed));
    }

    /** Tells the registry that nothing more comes; one that is done with the session already is fine too. */
    public void abandon(UploadSession session) {
        RepositoryName repository = session.repository();
        Call call = Call.of("DELETE", session.location(), "end an upload to " + repository, Call.push(repository));
        Answer answer = exchange.send(call);
        if (!answer.isSuccess() && answer.status() != 404) {
            throw refused(call, answer);
        }
    }

    /**
     * Puts a manifest, with the media type that it came with, and reads back that it stands there. A referrer is also
     * entered in its subject's list where the registry keeps none itself.
     *
     * @throws TagMoved where somebody else put the tag elsewhere meanwhile
     */
    public void putManifest(RepositoryName repository, Reference reference, Manifest manifest) {
        Answer answer = put(repository, reference, manifest);
        verify(repository, reference, manifest);
        if (answer.header("OCI-Subject").isEmpty()) {
            referrers.enter(repository, manifest);
        }
    }

    private Answer put(RepositoryName repository, Reference reference, Manifest manifest) {
        expect(reference, manifest.digest());
        URI uri = at("/v2/" + repository + "/manifests/" + reference.value());
        Call call = Call.of("PUT", uri, "take %s into %s".formatted(reference, repository), Call.push(repository))
                .with(Map.of("Content-Type", manifest.mediaType().value()))
                .with(BodyPublishers.ofByteArray(manifest.bytes()));
        Answer answer = exchange.send(call);
        if (!answer.isSuccess() && !alreadyThere(repository, reference, manifest)) {
            throw refused(call, answer);
        }
        claimedDigest(answer).ifPresent(claimed -> expect(manifest.digest(), claimed));
        return answer;
    }

    /** A put that was answered by a lost connection is refused the second time where tags are immutable. */
    private boolean alreadyThere(RepositoryName repository, Reference reference, Manifest manifest) {
        return reference instanceof Tag
                && head(repository, reference).filter(manifest.digest()::equals).isPresent();
    }

    /**
     * Lets a tag name a manifest that was read in this repository just before. Where it does already, a repository with
     * immutable tags refuses the put, and all is well.
     *
     * @throws TagMoved where the registry does not say what it took, and the tag names something else
     */
    public void tag(RepositoryName repository, Manifest manifest, Tag tag) {
        Answer answer = put(repository, tag, manifest);
        if (claimedDigest(answer).isEmpty()) {
            verifyTag(repository, tag, manifest.digest());
        }
    }

    private void verifyTag(RepositoryName repository, Tag tag, Digest digest) {
        if (head(repository, tag).filter(digest::equals).isEmpty()) {
            throw new TagMoved(registry, repository, tag, digest);
        }
    }

    private void verify(RepositoryName repository, Reference reference, Manifest manifest) {
        Manifest found = manifest(repository, manifest.digest())
                .orElseThrow(() -> ContentMissing.from(registry, repository, manifest.digest()));
        if (!found.mediaType().equals(manifest.mediaType())) {
            throw new DigestMismatch(
                    "The media type of " + manifest.digest(),
                    manifest.mediaType().value(),
                    found.mediaType().value());
        }
        if (reference instanceof Tag tag) {
            verifyTag(repository, tag, manifest.digest());
        }
    }

    /** The manifests that are about this one; by the fallback tag where the registry keeps no such list. */
    public List<Descriptor> referrers(RepositoryName repository, Digest subject) {
        return referrers.of(repository, subject);
    }

    Answer send(Call call) {
        return exchange.send(call);
    }

    void pause(RepositoryName repository, int attempt) {
        Call call = Call.of("PUT", base, "take a blob into " + repository, List.of());
        exchange.pause(call, patience.pauseAfter(attempt));
    }

    RegistryUnreachable interrupted(InterruptedException e) {
        return new RegistryUnreachable(registry, "take an image", "the work was interrupted", e);
    }

    Call reading(String method, String kind, RepositoryName repository, Reference reference, String doing) {
        URI uri = at("/v2/" + repository + "/" + kind + "/" + reference.value());
        Call call = Call.of(method, uri, doing.formatted(reference, repository), Call.pull(repository));
        return kind.equals("blobs") ? call : call.with(Map.of("Accept", ACCEPTED));
    }

    RegistryRefused refused(Call call, Answer answer) {
        return RegistryErrors.read(registry, call, answer);
    }

    private UploadSession session(Call call, Answer answer, RepositoryName repository) {
        String location = answer.header("Location").orElse("");
        if (answer.status() != 202 || location.isEmpty()) {
            throw refused(call, answer);
        }
        return new UploadSession(repository, following(call, answer, location));
    }

    /** Where an answer says that it goes on, if that is a place to go to from here. */
    URI following(Call call, Answer answer, String location) {
        return Exchange.resolved(call.uri(), location)
                .orElseThrow(() -> new RegistryRefused(
                        registry, call.doing(), answer.status(), "UNKNOWN", "it leads on to where nobody may follow"));
    }

    private URI at(String path) {
        return base.resolve(path);
    }

    private static Optional<Digest> claimedDigest(Answer answer) {
        return answer.header("Docker-Content-Digest").filter(Digest::isDigest).map(Digest::of);
    }

    private static void expect(Reference reference, Digest found) {
        if (reference instanceof Digest expected && !expected.equals(found)) {
            throw new DigestMismatch("The content", expected.value(), found.value());
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
