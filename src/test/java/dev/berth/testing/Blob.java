package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Content that a registry knows by digest. It is opened anew for each reading and may be larger than the heap. */
public record Blob(MediaType mediaType, Digest digest, long size, Supplier<InputStream> content) {

    public static Blob of(String mediaType, byte[] bytes) {
        byte[] own = bytes.clone();
        return new Blob(
                new MediaType(mediaType), Digest.ofContent(own), own.length, () -> new ByteArrayInputStream(own));
    }

    /** Reads the content once, to know its digest and size. */
    public static Blob streamed(String mediaType, Supplier<InputStream> content) {
        MessageDigest sha256 = Digest.sha256();
        try (InputStream in = content.get();
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            long size = in.transferTo(out);
            return new Blob(new MediaType(mediaType), Digest.of(sha256.digest()), size, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> descriptor() {
        return descriptor(mediaType, digest, size);
    }

    static Map<String, Object> descriptor(MediaType mediaType, Digest digest, long size) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", mediaType.value());
        descriptor.put("digest", digest.value());
        descriptor.put("size", size);
        return descriptor;
    }
}
