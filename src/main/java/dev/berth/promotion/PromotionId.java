package dev.berth.promotion;

import java.util.UUID;

public record PromotionId(UUID value) {

    public static PromotionId of(String text) {
        return new PromotionId(UUID.fromString(text));
    }

    public static PromotionId random() {
        return new PromotionId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
