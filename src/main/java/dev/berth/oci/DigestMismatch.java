package dev.berth.oci;

/** The bytes are not those that the digest, or the size beside it, stands for. Nothing of them is kept. */
public final class DigestMismatch extends RegistryFailure {

    DigestMismatch(String what, String expected, String found) {
        super("%s should be %s but is %s".formatted(what, expected, found), null);
    }

    @Override
    public boolean isPassing() {
        return false;
    }
}
