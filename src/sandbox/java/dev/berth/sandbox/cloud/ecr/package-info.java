/** The operations of ECR over the registry and the scanner, its authorization token, and who may pass in the registry. */
@NullMarked
package dev.berth.sandbox.cloud.ecr;

import org.jspecify.annotations.NullMarked;
