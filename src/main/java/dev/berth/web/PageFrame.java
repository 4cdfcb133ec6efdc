package dev.berth.web;

import dev.berth.identity.CurrentPerson;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.identity.Withheld;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the layout itself shows, on every page.
 *
 * @param withheld what the person has to know of their sign-in
 * @param notice a line on top of every page, such as "Sandbox"; null for none
 */
public record PageFrame(
        @Nullable Person person,
        Set<Withheld> withheld,
        @Nullable String notice) {

    public PageFrame {
        withheld = Collections.unmodifiableSet(new LinkedHashSet<>(withheld));
    }

    static PageFrame of(WebSettings settings) {
        return new PageFrame(CurrentPerson.find().orElse(null), CurrentPerson.withheld(), settings.notice());
    }

    public boolean isStaff() {
        return person != null && person.is(Role.STAFF);
    }

    public boolean isAdmin() {
        return person != null && person.is(Role.ADMIN);
    }
}
