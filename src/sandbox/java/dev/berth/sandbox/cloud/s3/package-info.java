/** As much of S3 as the audit trail's anchors need: one bucket with object lock, whose objects are put, read and listed. */
@NullMarked
package dev.berth.sandbox.cloud.s3;

import org.jspecify.annotations.NullMarked;
