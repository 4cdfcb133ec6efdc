package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AuditSettingsTests {

    @Test
    void aKeyIsNeededAndTheSentenceSaysHowToMakeOne() {
        for (Map<String, String> wrong : List.of(
                Map.<String, String>of(),
                Map.of("berth.audit.key", "dG9vIHNob3J0IGZvciBhIGtleQ=="),
                Map.of("berth.audit.key", "this is not base64, though it is long enough for one"),
                Map.of("berth.audit.key", AuditFixtures.KEY, "berth.audit.old-keys[0]", "short"))) {
            assertThatThrownBy(() -> settings(wrong))
                    .as(wrong.toString())
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessageContaining("openssl rand -base64 32");
        }
    }

    @Test
    void whatIsWrongIsNamedAndTheKeyIsNot() {
        for (Map<String, String> wrong : List.of(
                Map.of("berth.audit.anchor-every", "0s"),
                Map.of("berth.audit.anchor-after", "0"),
                Map.of("berth.audit.anchor-file", "/no/such/folder/anchors.jsonl"))) {
            Map<String, String> all = new HashMap<>(wrong);
            all.put("berth.audit.key", AuditFixtures.KEY);
            assertThatThrownBy(() -> settings(all))
                    .rootCause()
                    .hasMessageContaining(wrong.keySet().iterator().next())
                    .hasMessageNotContaining(AuditFixtures.KEY);
        }
    }

    @Test
    void invariant3_theKeyMasksItself() {
        AuditSettings settings = settings(
                Map.of("berth.audit.key", AuditFixtures.KEY, "berth.audit.old-keys[0]", AuditFixtures.OTHER_KEY));

        assertThat(settings.toString()).contains("•••").doesNotContain(AuditFixtures.KEY, AuditFixtures.OTHER_KEY);
    }

    private static AuditSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("berth.audit", AuditSettings.class);
    }
}
