package dev.berth.audit;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PlainText;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
@RequestMapping("/admin/audit")
class AuditController {

    private static final String NEWEST = "9223372036854775807";

    private final AuditPages pages;
    private final CheckWholeChain wholeChain;

    AuditController(AuditPages pages, CheckWholeChain wholeChain) {
        this.pages = pages;
        this.wholeChain = wholeChain;
    }

    @GetMapping
    String list(
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = NEWEST) long before,
            Model model) {
        AuditLog.Filter filter = new AuditLog.Filter(
                PlainText.within(actor).value(), PlainText.within(subject).value(), before);
        model.addAttribute("audit", pages.page(filter));
        return "audit/list";
    }

    /** What is new since the last anchor. */
    @GetMapping("/check")
    String check(Model model) {
        model.addAttribute("audit", pages.checked());
        return "audit/list";
    }

    /** Twice is once: while one is running, no other starts. */
    @PostMapping("/check")
    String checkAll(@SignedIn Person admin) {
        wholeChain.start(admin);
        return "redirect:/admin/audit#whole-check";
    }

    /** How far the whole check is; what the audit page fetches again and again. */
    @GetMapping("/check/progress")
    String progress(Model model) {
        model.addAttribute("check", pages.wholeCheck());
        return "audit/check";
    }
}
