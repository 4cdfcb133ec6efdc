/** AWS Signature Version 4 in its header form: reads it, recomputes it, says whether it holds. */
@NullMarked
package dev.berth.sandbox.cloud.sigv4;

import org.jspecify.annotations.NullMarked;
