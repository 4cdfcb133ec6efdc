package dev.berth.sandbox.registry;

import dev.berth.oci.RepositoryName;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * A path of the distribution API. A repository's name has slashes, so no path pattern of Spring's holds it. What is matched is
 * the path as it was sent: nothing is decoded and no {@code ..} resolved, so neither can stand for something else.
 */
record RegistryRoute(Set<HttpMethod> methods, Pattern path) implements RequestPredicate {

    private static final String NAME = RegistryRoute.class.getName() + ".name";
    private static final String LAST = RegistryRoute.class.getName() + ".last";

    static RegistryRoute of(String path, HttpMethod... methods) {
        return new RegistryRoute(Set.of(methods), Pattern.compile(path));
    }

    @Override
    public boolean test(ServerRequest request) {
        Matcher matcher = path.matcher(request.servletRequest().getRequestURI());
        boolean other = !methods.isEmpty() && !methods.contains(request.method());
        if (other || !matcher.matches()) {
            return false;
        }
        if (matcher.groupCount() > 0) {
            request.attributes().put(NAME, matcher.group(1));
        }
        if (matcher.groupCount() > 1) {
            request.attributes().put(LAST, matcher.group(2));
        }
        return true;
    }

    static RepositoryName repository(ServerRequest request) {
        String name = text(request, NAME);
        if (!RepositoryName.isRepositoryName(name)) {
            throw new RegistryError(400, "NAME_INVALID", "Invalid repository name");
        }
        return RepositoryName.of(name);
    }

    /** The path's last part: a digest, a tag or an upload, still as text. */
    static String last(ServerRequest request) {
        return text(request, LAST);
    }

    private static String text(ServerRequest request, String attribute) {
        return (String) request.attribute(attribute).orElseThrow();
    }
}
