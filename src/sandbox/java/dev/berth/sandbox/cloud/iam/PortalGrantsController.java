package dev.berth.sandbox.cloud.iam;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/control/portal")
class PortalGrantsController {

    /** What is left out is as Berth prints it. */
    record Form(@Nullable Set<String> withheld, @Nullable Set<String> also) {}

    record Shown(Set<String> called, Set<String> withheld, Set<String> also) {}

    private final PortalGrants grants;

    PortalGrantsController(PortalGrants grants) {
        this.grants = grants;
    }

    @GetMapping
    Shown show() {
        return new Shown(grants.called(), grants.withheld(), grants.also());
    }

    @PutMapping
    Shown set(@RequestBody Form form) {
        grants.withhold(Objects.requireNonNullElse(form.withheld(), Set.of()));
        grants.allowAlso(Objects.requireNonNullElse(form.also(), Set.of()));
        return show();
    }

    @DeleteMapping
    Shown reset() {
        grants.withhold(Set.of());
        grants.allowAlso(Set.of());
        return show();
    }
}
