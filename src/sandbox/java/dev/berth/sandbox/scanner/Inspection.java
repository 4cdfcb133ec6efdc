package dev.berth.sandbox.scanner;

import java.util.List;

/** What came of reading an image. */
sealed interface Inspection {

    /** Its packages were read; empty means that none of them is in the list of advisories. */
    record Read(List<Finding> findings) implements Inspection {}

    /** There is nothing in it that this scanner understands. */
    record Unsupported(String reason) implements Inspection {}

    /** It is not what it says it is. */
    record Failed(String reason) implements Inspection {}
}
