package dev.berth.web;

import dev.berth.identity.CurrentPerson;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import org.jspecify.annotations.Nullable;

/**
 * What the layout itself shows, on every page.
 *
 * @param notice a line on top of every page, such as "Sandbox"; null for none
 */
public record PageFrame(@Nullable Person person, @Nullable String notice) {

    static PageFrame of(WebSettings settings) {
        return new PageFrame(CurrentPerson.find().orElse(null), settings.notice());
    }

    public boolean isStaff() {
        return person != null && person.is(Role.STAFF);
    }

    public boolean isAdmin() {
        return person != null && person.is(Role.ADMIN);
    }
}
