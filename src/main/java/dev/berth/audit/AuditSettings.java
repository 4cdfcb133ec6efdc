package dev.berth.audit;

import dev.berth.support.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the audit trail is signed with, and where its anchors are kept.
 *
 * @param key at least 32 random bytes in base64; required. To change it, move it to oldKeys and set another
 * @param oldKeys what older entries are signed with
 * @param sealOldEntries whether entries from before there was a key are taken as they are and sealed: for one start, since
 *     whoever owns the database could put others there before the next. Never where a place outside has anchors
 * @param anchorEvery how long new entries wait for an anchor at most
 * @param anchorAfter how many new entries wait for one at most
 * @param anchorFile a file to which each anchor is appended; best on a disk that the database's owner cannot reach
 */
@ConfigurationProperties("berth.audit")
record AuditSettings(
        AuditKey key,
        @DefaultValue List<AuditKey> oldKeys,
        @DefaultValue("false") boolean sealOldEntries,
        @DefaultValue("15m") Duration anchorEvery,
        @DefaultValue("1000") int anchorAfter,
        @Nullable Path anchorFile) {

    private static final String HOW =
            " a key is at least 32 random bytes in base64, as `openssl rand -base64 32` makes one.";

    @SuppressWarnings("ConstantValue") // The binder passes null for what nobody configured.
    AuditSettings {
        if (key == null || !key.isUsable()) {
            throw new IllegalArgumentException("Set berth.audit.key:" + HOW);
        }
        if (!oldKeys.stream().allMatch(AuditKey::isUsable)) {
            throw new IllegalArgumentException("One of berth.audit.old-keys is no key:" + HOW);
        }
        oldKeys = List.copyOf(oldKeys);
        Setting.positive("berth.audit.anchor-every", anchorEvery, "15m");
        Setting.atLeastOne("berth.audit.anchor-after", anchorAfter, "1000");
        if (anchorFile != null) {
            anchorFile = anchorFile.toAbsolutePath();
            Path folder = anchorFile.getParent();
            if (Files.isDirectory(anchorFile) || folder == null || !Files.isDirectory(folder)) {
                throw new IllegalArgumentException(
                        "berth.audit.anchor-file must be a file in a folder that exists, such as /var/lib/berth/anchors.jsonl.");
            }
        }
    }
}
