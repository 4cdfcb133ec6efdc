package dev.berth.web;

import org.springframework.validation.Errors;

/**
 * What was typed is refused: one sentence at the field it is about.
 *
 * @param field the form's component, or empty for the form as a whole
 */
public record Refusal(String field, String sentence) {

    public static Refusal of(String field, String sentence) {
        return new Refusal(field, sentence);
    }

    public void showOn(Errors errors) {
        if (field.isEmpty()) {
            errors.reject("refused", sentence);
        } else {
            errors.rejectValue(field, "refused", sentence);
        }
    }
}
