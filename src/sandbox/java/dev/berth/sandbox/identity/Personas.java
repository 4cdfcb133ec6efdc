package dev.berth.sandbox.identity;

import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/** Who may sign in at the sandbox. */
@ConfigurationProperties("berth.sandbox.identity")
public record Personas(@Name("personas") List<Persona> all) {

    public Personas {
        all = List.copyOf(all);
    }

    Optional<Persona> find(String username) {
        return all.stream()
                .filter(persona -> persona.username().equals(username))
                .findFirst();
    }
}
