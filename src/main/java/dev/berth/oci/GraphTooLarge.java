package dev.berth.oci;

/** What hangs on an image is more, or deeper, than any image needs; nobody can make a copy run without end. */
public final class GraphTooLarge extends RegistryFailure {

    GraphTooLarge(String message) {
        super(message, null);
    }

    @Override
    public boolean isPassing() {
        return false;
    }
}
