package dev.berth.aws.permissions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The three roles of an account that Berth works in, with their documents. */
record Roles(List<Role> all) {

    /** AWS lets a role that was taken by another give no longer session, and Berth's own role is taken by what it runs on. */
    private static final int LONGEST_SESSION_SECONDS = 3600;

    /**
     * @param id what the role is called within a template
     * @param after the role that this one's trust names, and that has to be there before; empty where none is
     */
    record Role(
            String id,
            String name,
            String path,
            Map<String, Object> trust,
            Map<String, Object> policy,
            List<String> after) {}

    static Roles of(Place place, Trust trust) {
        List<Role> roles = new ArrayList<>();
        for (Part part : Part.values()) {
            roles.add(new Role(
                    part.name().toLowerCase(Locale.ROOT),
                    part.role(),
                    "/",
                    trust.document(part, place),
                    PolicyDocuments.allowing(Grants.of(part, place)),
                    List.of()));
        }
        roles.add(new Role(
                "push",
                place.pushRoleName(),
                place.pushRolePath(),
                PolicyDocuments.trustOfPushRole(place.roleArn(Part.WEB)),
                PolicyDocuments.allowing(Grants.ofPushRole(place)),
                List.of("web")));
        return new Roles(List.copyOf(roles));
    }

    int longestSessionSeconds() {
        return LONGEST_SESSION_SECONDS;
    }
}
