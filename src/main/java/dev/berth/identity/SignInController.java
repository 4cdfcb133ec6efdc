package dev.berth.identity;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The two pages that nobody needs to be signed in for. */
@Controller
class SignInController {

    @GetMapping("/sign-in")
    String signIn() {
        return "identity/sign-in";
    }

    @GetMapping("/signed-out")
    String signedOut() {
        return "identity/signed-out";
    }
}
