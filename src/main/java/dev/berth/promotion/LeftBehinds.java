package dev.berth.promotion;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What refers to an image and was not copied with it the last time. */
@Component
public class LeftBehinds {

    private final JdbcClient jdbc;

    LeftBehinds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<LeftBehind> of(StagedImageId image, int limit) {
        return jdbc.sql("""
                        select digest, what, reason from promotion_left_behind where image_id = :image
                         order by position limit :limit""")
                .param("image", image.value())
                .param("limit", limit)
                .query((row, number) -> new LeftBehind(
                        Digest.of(row.getString("digest")),
                        row.getString("what"),
                        LeftBehind.Reason.valueOf(row.getString("reason"))))
                .list();
    }

    public int count(StagedImageId image) {
        return jdbc.sql("select count(*) from promotion_left_behind where image_id = :image")
                .param("image", image.value())
                .query(Integer.class)
                .single();
    }

    void replace(StagedImageId image, List<LeftBehind> leftBehind) {
        jdbc.sql("delete from promotion_left_behind where image_id = :image")
                .param("image", image.value())
                .update();
        for (int position = 0; position < leftBehind.size(); position++) {
            LeftBehind left = leftBehind.get(position);
            jdbc.sql("""
                    insert into promotion_left_behind (image_id, position, digest, what, reason)
                    values (:image, :position, :digest, :what, :reason)""")
                    .param("image", image.value())
                    .param("position", position)
                    .param("digest", left.digest().value())
                    .param("what", left.what())
                    .param("reason", left.reason().name())
                    .update();
        }
    }
}
