/** The push role and its policies, kept on disk, and the question whether a caller may do something. */
@NullMarked
package dev.berth.sandbox.cloud.iam;

import org.jspecify.annotations.NullMarked;
