package dev.berth.workspace;

import dev.berth.support.Unseen;
import dev.berth.web.PlainText;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a researcher is written to; lower case. */
public record EmailAddress(String value) {

    private static final Pattern FORM = Pattern.compile("[^\\s@,;<>\"]{1,64}@[^\\s@,;<>\"]+\\.[^\\s@,;<>\".]+");
    private static final int LONGEST = 254;

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    public EmailAddress {
        value = value.strip().toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Enter the researcher's e-mail address.");
        }
        if (Unseen.isIn(value)) {
            throw new IllegalArgumentException(PlainText.REFUSAL);
        }
        if (value.length() > LONGEST || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("An e-mail address looks like alice@example.org.");
        }
    }

    public static EmailAddress of(String text) {
        return new EmailAddress(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
