package dev.berth.audit;

import dev.berth.web.PlainText;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
@RequestMapping("/admin/audit")
class AuditController {

    private static final String NEWEST = "9223372036854775807";

    private final AuditLog log;
    private final AuditChain chain;

    AuditController(AuditLog log, AuditChain chain) {
        this.log = log;
        this.chain = chain;
    }

    @GetMapping
    String list(
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String subject,
            @RequestParam(defaultValue = NEWEST) long before,
            Model model) {
        AuditLog.Filter filter = new AuditLog.Filter(
                PlainText.within(actor).value(), PlainText.within(subject).value(), before);
        model.addAttribute("audit", AuditPage.of(log, filter, null));
        return "audit/list";
    }

    @GetMapping("/check")
    String check(Model model) {
        model.addAttribute("audit", AuditPage.of(log, AuditLog.Filter.EVERYTHING, chain.check()));
        return "audit/list";
    }
}
