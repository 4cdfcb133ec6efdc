package dev.berth.identity;

import dev.berth.identity.NameHolders.Pin;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.stereotype.Component;

/** Lets a person in whom the provider has signed in: under the name that they hold, with the roles that go with it. */
@Component
class SignInAdmission {

    private final ClaimReading reading;
    private final IdentitySettings settings;
    private final NameHolders holders;
    private final InstantSource clock;

    SignInAdmission(ClaimReading reading, IdentitySettings settings, NameHolders holders, InstantSource clock) {
        this.reading = reading;
        this.settings = settings;
        this.holders = holders;
        this.clock = clock;
    }

    /** @throws OAuth2AuthenticationException with the {@link SignInRefusal}, where they are not let in */
    SignedInPerson admit(OidcIdToken idToken, Map<String, Object> userInfo) {
        String subject = Objects.requireNonNull(idToken.getSubject(), "an ID token without sub is not accepted");
        Claimed claimed = reading.read(subject, new ProviderClaims(idToken.getClaims(), userInfo));
        String username = holders.username(
                        claimed.id(), claimed.username(), claimed.email(), pin(claimed.username(), claimed.id()))
                .orElseThrow(() -> SignInRefusal.NAME_HELD.because(
                        "The name %s is held by another person than the one with the subject %s. Staff hand it over, under Names."
                                .formatted(claimed.username(), subject)));
        List<HeldName> reliesOn = new ArrayList<>(List.of(HeldName.username(username)));
        Set<Withheld> withheld = EnumSet.noneOf(Withheld.class);
        if (!Spelling.same(username, claimed.username())) {
            withheld.add(Withheld.NAME);
        }
        Set<Role> roles = EnumSet.of(Role.RESEARCHER);
        Set<Role> byAddress = EnumSet.noneOf(Role.class);
        settings.rules().forEach((role, rules) -> {
            List<PersonMatch> fitting = rules.stream()
                    .filter(rule -> rule.matches(username, claimed.email(), claimed.claims()))
                    .toList();
            if (fitting.stream().anyMatch(rule -> !(rule instanceof PersonMatch.ByEmail))) {
                roles.add(role);
            } else if (!fitting.isEmpty()) {
                byAddress.add(role);
            }
        });
        if (!byAddress.isEmpty()) {
            if (holders.address(claimed.id(), claimed.email(), username, pin(claimed.email(), claimed.id()))) {
                roles.addAll(byAddress);
                reliesOn.add(HeldName.address(claimed.email()));
            } else {
                withheld.add(Withheld.ROLE);
            }
        }
        return new SignedInPerson(
                new Person(claimed.id(), username, claimed.email(), roles),
                List.copyOf(reliesOn),
                withheld,
                idToken,
                clock.instant());
    }

    private Pin pin(String name, PersonId person) {
        List<NamePin> pins = settings.holders().stream()
                .filter(pin -> Spelling.same(pin.name(), name))
                .toList();
        if (pins.isEmpty()) {
            return Pin.NONE;
        }
        return pins.stream().anyMatch(pin -> pin.subject().equals(person.subject()))
                ? Pin.THIS_PERSON
                : Pin.ANOTHER_PERSON;
    }
}
