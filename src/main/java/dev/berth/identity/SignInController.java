package dev.berth.identity;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The two pages that nobody needs to be signed in for. */
@Controller
class SignInController {

    @GetMapping("/sign-in")
    String signIn(@RequestParam(defaultValue = "") String failed, Model model) {
        model.addAttribute(
                "refusal", SignInRefusal.of(failed).map(SignInRefusal::code).orElse(null));
        return "identity/sign-in";
    }

    @GetMapping("/signed-out")
    String signedOut() {
        return "identity/signed-out";
    }
}
