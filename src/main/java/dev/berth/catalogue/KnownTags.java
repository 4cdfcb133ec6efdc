package dev.berth.catalogue;

import dev.berth.guide.TagHolder;
import dev.berth.guide.TagHolder.Place;
import dev.berth.guide.TagHolders;
import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the tags of both repositories name, as last seen; what is gone is not in the way. */
@Component
class KnownTags implements TagHolders {

    private final JdbcClient jdbc;

    KnownTags(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TagHolder> of(RepositoryName staging, Tag tag) {
        return jdbc.sql("""
                        select 'STAGING' as place, i.digest, t.since
                          from workspace w join staged_tag t on t.workspace_id = w.id
                          join staged_image i on i.id = t.image_id
                         where w.staging_repository = :staging and t.tag = :tag
                           and t.superseded_at is null and t.deleted_at is null
                        union all
                        select 'APPROVED', coalesce(a.moved_to, a.digest), coalesce(a.missing_since, a.approved_at)
                          from workspace w join approved_image a on a.workspace_id = w.id
                         where w.staging_repository = :staging and a.tag = :tag and a.replaced_at is null
                           and (a.missing_since is null or a.moved_to is not null)
                         order by place desc""")
                .param("staging", staging.value())
                .param("tag", tag.value())
                .query((row, number) -> new TagHolder(
                        Place.valueOf(row.getString("place")),
                        Digest.of(row.getString("digest")),
                        row.getTimestamp("since").toInstant()))
                .list();
    }
}
