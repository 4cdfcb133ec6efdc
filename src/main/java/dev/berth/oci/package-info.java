/**
 * The words of the OCI image and distribution specifications as types, a registry client, and the copier that carries
 * an image from one repository to another by digest. It knows no Spring and none of Berth's other rooms.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.berth.oci;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
