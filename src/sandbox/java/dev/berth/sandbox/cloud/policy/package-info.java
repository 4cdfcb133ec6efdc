/** IAM policy documents: parsed strictly, evaluated against one request. What it does not know it refuses to accept. */
@NullMarked
package dev.berth.sandbox.cloud.policy;

import org.jspecify.annotations.NullMarked;
