package dev.berth.handover;

/** What must hold for a name to be handed over. The page gives the same reasons as the refusal. */
public enum HandOverRule {
    /** Neither to oneself nor from oneself. */
    NOT_FOR_ONESELF,
    /** A name that gives a role is an admin's to hand over: staff must not make admins. */
    BY_ADMIN,
    /** Nobody else has come to hold it since the page was shown. */
    UNCHANGED
}
