package dev.berth.sandbox.scanner;

/**
 * A package as a database in the image has it.
 *
 * @param source what it was built from; advisories name that
 * @param version of the source, which may differ from the binary's
 */
record InstalledPackage(String name, String source, String version) {}
