package dev.berth.sandbox.control;

import dev.berth.sandbox.registry.RegistryCall;
import dev.berth.sandbox.registry.RegistryFaults;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/control/registry")
class FaultsController {

    /** What is left out does not happen. */
    record Form(
            @Nullable Boolean declineMounts,
            @Nullable Map<RegistryCall, Duration> delays,
            @Nullable Map<RegistryCall, Integer> failNext) {}

    private final RegistryFaults faults;

    FaultsController(RegistryFaults faults) {
        this.faults = faults;
    }

    @GetMapping
    RegistryFaults.Settings show() {
        return faults.settings();
    }

    @PutMapping
    RegistryFaults.Settings set(@RequestBody Form form) {
        faults.use(new RegistryFaults.Settings(
                Boolean.TRUE.equals(form.declineMounts()),
                Objects.requireNonNullElse(form.delays(), Map.of()),
                Objects.requireNonNullElse(form.failNext(), Map.of())));
        return faults.settings();
    }

    @DeleteMapping
    RegistryFaults.Settings reset() {
        faults.use(RegistryFaults.Settings.NONE);
        return faults.settings();
    }
}
