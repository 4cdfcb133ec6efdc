package dev.berth.oci;

/** What an image names, or what refers to it, is more, or deeper, than any image needs; nobody can make a copy run without end. */
public final class GraphTooLarge extends UnfitImage {

    GraphTooLarge(String message) {
        super(message);
    }
}
