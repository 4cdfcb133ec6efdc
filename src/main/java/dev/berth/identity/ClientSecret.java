package dev.berth.identity;

import org.springframework.util.StringUtils;

/** The portal's secret at the identity provider. It masks itself where it is printed, and no serialiser finds the text. */
final class ClientSecret {

    private final String text;

    private ClientSecret(String text) {
        this.text = text;
    }

    public static ClientSecret of(String text) {
        return new ClientSecret(text);
    }

    boolean isSet() {
        return StringUtils.hasText(text);
    }

    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "•••";
    }
}
