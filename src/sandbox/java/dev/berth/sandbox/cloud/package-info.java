/** AWS as far as Berth and a researcher's command line need it: STS, IAM and ECR behind one door, spoken on the wire like the real ones. It owns identities, sessions and policies; of the registry's storage it knows only the ways in. */
@NullMarked
package dev.berth.sandbox.cloud;

import org.jspecify.annotations.NullMarked;
