package dev.berth.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What every page shows.
 *
 * @param notice a line on top of every page that says which installation this is; none where it is empty
 * @param bootstrap the version of Bootstrap on the class path; the build sets it
 */
@ConfigurationProperties("berth.web")
record WebSettings(@Nullable String notice, String bootstrap) {

    WebSettings {
        notice = notice == null || notice.isBlank() ? null : notice;
    }
}
