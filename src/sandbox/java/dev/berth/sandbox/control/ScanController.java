package dev.berth.sandbox.control;

import dev.berth.oci.Digest;
import dev.berth.sandbox.scanner.ScanOverride;
import dev.berth.sandbox.scanner.Scans;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/control/scans/{digest}")
class ScanController {

    private final Scans scans;
    private final InstantSource clock;

    ScanController(Scans scans, InstantSource clock) {
        this.scans = scans;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<ScanOverride> show(@PathVariable String digest) {
        return ResponseEntity.of(scans.override(Digest.of(digest)));
    }

    @PutMapping
    ScanOverride set(@PathVariable String digest, @RequestBody ScanForm form) {
        ScanOverride override = form.override(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        scans.override(Digest.of(digest), override);
        return override;
    }

    @DeleteMapping
    ResponseEntity<Void> drop(@PathVariable String digest) {
        scans.dropOverride(Digest.of(digest));
        return ResponseEntity.noContent().build();
    }
}
