package dev.berth.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one rule by which every client finds its way out, AWS's, the registry's and sign-in's: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY} of the environment, in capitals or not, as curl and Go read them. Java itself reads none of them; it is the JVM's default, which
 * clients ask. Where none is set Java's own properties hold, such as {@code https.proxyHost}.
 */
public final class OutboundProxy extends ProxySelector {

    private static final Logger LOG = LoggerFactory.getLogger(OutboundProxy.class);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    private final Map<String, Proxy> proxies;
    private final List<String> direct;

    private OutboundProxy(Map<String, Proxy> proxies, List<String> direct) {
        this.proxies = proxies;
        this.direct = direct;
    }

    /**
     * Empty where no proxy is named.
     *
     * @throws Unusable where one is that cannot be used; the message says how to write it
     */
    public static Optional<OutboundProxy> of(Map<String, String> environment) {
        Map<String, Proxy> proxies = new HashMap<>();
        for (String scheme : List.of("http", "https")) {
            value(environment, scheme + "_proxy")
                    .ifPresent(text -> proxies.put(scheme, proxy(scheme.toUpperCase(Locale.ROOT) + "_PROXY", text)));
        }
        List<String> direct = Stream.of(
                        value(environment, "no_proxy").orElse("").split("[,\\s]+"))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
        return proxies.isEmpty() ? Optional.empty() : Optional.of(new OutboundProxy(proxies, direct));
    }

    /** Before any client is built: they ask for the default then. */
    public void install() {
        ProxySelector.setDefault(this);
        LOG.info("Calls go by {}, but for {}", proxies, direct);
    }

    @Override
    public List<Proxy> select(URI uri) {
        Proxy proxy =
                uri.getScheme() == null ? null : proxies.get(uri.getScheme().toLowerCase(Locale.ROOT));
        String host = uri.getHost();
        return List.of(proxy == null || host == null || isDirect(host, port(uri)) ? Proxy.NO_PROXY : proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The client that asked says so.
    }

    private boolean isDirect(String name, int port) {
        String host = name.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "").replaceAll("\\.$", "");
        byte @Nullable [] address = address(host);
        return host.equals("localhost")
                || (address != null && isOfThisMachine(address))
                || direct.stream().anyMatch(entry -> covers(entry, host, address, port));
    }

    /** Loopback, and link-local, where AWS gives a machine its credentials. */
    private static boolean isOfThisMachine(byte[] address) {
        try {
            InetAddress inet = InetAddress.getByAddress(address);
            return inet.isLoopbackAddress() || inet.isLinkLocalAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean covers(String entry, String host, byte @Nullable [] address, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return address != null && isWithin(entry, address);
        }
        String name = entry;
        Matcher withPort = Pattern.compile("(\\[.*]|[^:]*):(\\d+)").matcher(entry);
        if (withPort.matches()) {
            if (Integer.parseInt(withPort.group(2)) != port) {
                return false;
            }
            name = Objects.requireNonNull(withPort.group(1));
        }
        String bare = name.replaceAll("^\\*?\\.", "").replaceAll("^\\[|]$", "");
        return host.equals(bare) || (address == null && host.endsWith("." + bare));
    }

    private static boolean isWithin(String block, byte[] address) {
        String[] parts = block.split("/", 2);
        byte @Nullable [] network = address(Objects.requireNonNull(parts[0]));
        if (network == null || network.length != address.length || !parts[1].matches("\\d{1,3}")) {
            return false;
        }
        int bits = Math.min(Integer.parseInt(parts[1]), address.length * 8);
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Null where it is a name; names are not looked up. */
    private static byte @Nullable [] address(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static Proxy proxy(String name, String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw unusable(name);
        }
        if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
            throw unusable(name);
        }
        if (uri.getRawUserInfo() != null) {
            throw new Unusable(
                    name
                            + " names a user, which not every client could show the proxy. Let the proxy admit Berth by its address, and write http://<host>:<port>.");
        }
        return new Proxy(
                Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
    }

    /** Without the value, which may hold a password. */
    private static Unusable unusable(String name) {
        return new Unusable(
                name
                        + " is no proxy that Berth can use: write http://<host>:<port>, such as http://proxy.example.org:3128.");
    }

    /** A proxy was named that not every client can use; the message says how to name one. */
    public static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Unusable(String sentence) {
            super(sentence);
        }
    }
}
