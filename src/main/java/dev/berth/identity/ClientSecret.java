package dev.berth.identity;

import org.springframework.util.StringUtils;

/** The portal's secret at the identity provider. It prints as a mask. */
record ClientSecret(String value) {

    public static ClientSecret of(String value) {
        return new ClientSecret(value);
    }

    boolean isSet() {
        return StringUtils.hasText(value);
    }

    @Override
    public String toString() {
        return "****";
    }
}
