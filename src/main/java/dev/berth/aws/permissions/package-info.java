/**
 * What Berth needs to be allowed in AWS: one list of grants, from which every policy document is written. The documents are
 * printed by {@code java -jar berth.jar iam}, and the sandbox grants the same.
 */
@NamedInterface("permissions")
@NullMarked
package dev.berth.aws.permissions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
