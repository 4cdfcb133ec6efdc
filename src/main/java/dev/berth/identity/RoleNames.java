package dev.berth.identity;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Which roles come with a name, so that whoever hands it over hands them over too. */
@Component
public class RoleNames {

    private final IdentitySettings settings;

    RoleNames(IdentitySettings settings) {
        this.settings = settings;
    }

    public Set<Role> of(HeldName name) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        settings.rules().forEach((role, rules) -> {
            if (rules.stream().anyMatch(rule -> rule.name().filter(name::equals).isPresent())) {
                roles.add(role);
            }
        });
        return roles;
    }
}
