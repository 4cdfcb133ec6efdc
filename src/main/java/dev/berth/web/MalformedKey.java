package dev.berth.web;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The address of a page of a list names no row that a list could have. */
@ResponseStatus(HttpStatus.BAD_REQUEST)
public class MalformedKey extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedKey() {
        super("A page of a list begins at a key such as 1764066000123456.<id>");
    }
}
