package dev.berth.sandbox.control;

import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.ScannerSettings;
import dev.berth.sandbox.scanner.Scans;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/control/scanner")
class ScannerController {

    /** What is left out stays as it is. */
    record Form(@Nullable Duration delay, Scan.@Nullable Shape shape) {}

    private final Scans scans;

    ScannerController(Scans scans) {
        this.scans = scans;
    }

    @GetMapping
    ScannerSettings show() {
        return scans.settings();
    }

    @PutMapping
    ScannerSettings set(@RequestBody Form form) {
        ScannerSettings now = scans.settings();
        scans.use(new ScannerSettings(
                Objects.requireNonNullElse(form.delay(), now.delay()),
                Objects.requireNonNullElse(form.shape(), now.shape())));
        return scans.settings();
    }
}
