/**
 * The scanner on push: it reads the package databases in an image's layers and matches them against a bundled list of
 * real advisories. What it cannot read is never clean. Of the registry it knows the store; of AWS only the words of
 * the scan status.
 */
@NullMarked
package dev.berth.sandbox.scanner;

import org.jspecify.annotations.NullMarked;
