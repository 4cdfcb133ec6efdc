package dev.berth.identity;

/**
 * Who holds a name whatever was held before, as the operator says: the way out where nobody is left who could hand it over.
 */
record NamePin(String name, String subject) {

    public static NamePin of(String text) {
        int equals = text.indexOf('=');
        String name = text.substring(0, Math.max(equals, 0)).strip();
        String subject = text.substring(equals + 1).strip();
        if (name.isEmpty() || subject.isEmpty()) {
            throw new IllegalArgumentException(
                    "berth.identity.holders names a username or address and the subject of the person who holds it, such as carol=8f3a1c, not “%s”."
                            .formatted(text));
        }
        return new NamePin(name, subject);
    }
}
