package dev.berth.arrival;

import dev.berth.oci.Digest;
import java.util.Map;
import java.util.Set;

/**
 * What a poll read.
 *
 * @param contents of what is tagged
 * @param untagged of what no tag names
 * @param parts what the indexes among them name, in whatever depth
 * @param left how many digests are left to the next poll
 */
record Readings(Map<Digest, Content> contents, Map<Digest, Content> untagged, Set<Digest> parts, int left) {}
