package dev.berth.support;

/**
 * Names a task's instance so that the scheduler knows whose work it is: {@code owner:id}. An instance without a colon is its owner's only task
 * of that name.
 */
public record OwnedInstance(String owner, String id) {

    public OwnedInstance {
        if (owner.isEmpty() || owner.contains(":") || id.isEmpty()) {
            throw new IllegalArgumentException("An instance is named owner:id, not %s:%s".formatted(owner, id));
        }
    }

    public static OwnedInstance of(Object owner, Object id) {
        return new OwnedInstance(owner.toString(), id.toString());
    }

    /** @throws IllegalArgumentException where the text has no owner */
    public static OwnedInstance parse(String instance) {
        int colon = instance.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("An instance is named owner:id, not %s".formatted(instance));
        }
        return new OwnedInstance(instance.substring(0, colon), instance.substring(colon + 1));
    }

    @Override
    public String toString() {
        return owner + ":" + id;
    }
}
