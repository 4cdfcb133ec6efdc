package dev.berth.sandbox.cloud.ecr;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryFaults;
import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.Scans;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Settings of the registry as a whole. Of the account's, mounting alone can be changed; it is on until somebody turns it off. */
@Component
final class EcrRegistrySettings implements EcrOperations {

    private static final String MOUNTING = "BLOB_MOUNTING";
    private static final Map<String, String> FIXED =
            Map.of("BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE", "REGISTRY_POLICY_SCOPE", "V2");

    private final Account account;
    private final EcrPermissions permissions;
    private final Scans scans;
    private final RegistryFaults faults;

    EcrRegistrySettings(Account account, EcrPermissions permissions, Scans scans, RegistryFaults faults) {
        this.account = account;
        this.permissions = permissions;
        this.scans = scans;
        this.faults = faults;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "GetRegistryScanningConfiguration", this::getRegistryScanningConfiguration,
                "GetAccountSetting", this::getAccountSetting,
                "PutAccountSetting", this::putAccountSetting);
    }

    private Map<String, ?> getRegistryScanningConfiguration(JsonCall call) {
        permissions.require(call.caller(), "ecr:GetRegistryScanningConfiguration");
        boolean enhanced = scans.settings().shape() == Scan.Shape.ENHANCED;
        Map<String, Object> all = Map.of(
                "scanFrequency",
                "CONTINUOUS_SCAN",
                "repositoryFilters",
                List.of(Map.of("filter", "*", "filterType", "WILDCARD")));
        return new Fields()
                .with("registryId", account.account())
                .with(
                        "scanningConfiguration",
                        new Fields()
                                .with("scanType", enhanced ? "ENHANCED" : "BASIC")
                                .with("rules", enhanced ? List.of(all) : List.of()))
                .map();
    }

    private Map<String, ?> getAccountSetting(JsonCall call) {
        permissions.require(call.caller(), "ecr:GetAccountSetting");
        String name = name(EcrInput.of(call));
        return answer(name);
    }

    private Map<String, ?> putAccountSetting(JsonCall call) {
        permissions.require(call.caller(), "ecr:PutAccountSetting");
        EcrInput input = EcrInput.of(call);
        String name = name(input);
        String value = input.required("value");
        Set<String> allowed = name.equals(MOUNTING) ? Set.of("ENABLED", "DISABLED") : Set.of(FIXED.get(name));
        if (!allowed.contains(value)) {
            throw EcrInput.invalid("value", "Member must satisfy enum value set: " + allowed);
        }
        if (name.equals(MOUNTING)) {
            RegistryFaults.Settings now = faults.settings();
            faults.use(new RegistryFaults.Settings(value.equals("DISABLED"), now.delays(), now.failNext()));
        }
        return answer(name);
    }

    private Map<String, Object> answer(String name) {
        String mounting = faults.settings().declineMounts() ? "DISABLED" : "ENABLED";
        return Map.of("name", name, "value", FIXED.getOrDefault(name, mounting));
    }

    private static String name(EcrInput input) {
        String name = input.required("name");
        if (!name.equals(MOUNTING) && !FIXED.containsKey(name)) {
            throw EcrInput.invalid("name", "Member must be a known account setting");
        }
        return name;
    }
}
