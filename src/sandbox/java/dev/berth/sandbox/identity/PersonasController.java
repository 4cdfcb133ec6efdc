package dev.berth.sandbox.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;

/** Choosing a persona is signing in. */
@Controller
class PersonasController {

    private final Personas personas;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();
    private final HttpSessionRequestCache askedFor = new HttpSessionRequestCache();

    PersonasController(Personas personas) {
        this.personas = personas;
    }

    @GetMapping("/personas")
    String list(Model model) {
        model.addAttribute("personas", personas.all());
        return "personas";
    }

    @PostMapping("/personas")
    String choose(@RequestParam String username, HttpServletRequest request, HttpServletResponse response) {
        Persona persona = personas.find(username)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such persona"));
        // Signing in gets a session of its own number, so that nobody prepares one for somebody else.
        request.getSession();
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        // When this was stands in the authority; the ID token's auth_time is read from it.
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                persona.username(), null, List.of(FactorGrantedAuthority.fromAuthority("FACTOR_PERSONA"))));
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
        SavedRequest saved = askedFor.getRequest(request, response);
        return saved == null ? "redirect:/personas" : "redirect:" + saved.getRedirectUrl();
    }

    @GetMapping(Loopback.SIGNED_OUT)
    String signedOut() {
        return "signed-out";
    }

    @GetMapping(path = "/personas/personas.css", produces = "text/css")
    @ResponseBody
    Resource style() {
        return new ClassPathResource("sandbox/personas.css");
    }
}
