/**
 * The sandbox's levers: what the scanner says of a digest, how long it takes, and what goes wrong in the registry. Over
 * HTTP for a person and for tests of another process, and as beans for tests in this one.
 */
@NullMarked
package dev.berth.sandbox.control;

import org.jspecify.annotations.NullMarked;
