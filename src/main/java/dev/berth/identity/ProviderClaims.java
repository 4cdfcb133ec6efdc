package dev.berth.identity;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says of a person. What the signed ID token says stands; the userinfo beside it, which is not signed, is
 * looked into only for what the token says nothing of.
 *
 * <p>The two are never one map: a claim of the userinfo's would then outrank another of the token's by the order in which
 * they are looked for.
 *
 * @param userInfo empty unless the configuration lets it fill gaps; of the same subject, which Spring Security sees to
 */
record ProviderClaims(Map<String, Object> idToken, Map<String, Object> userInfo) {

    @Nullable
    Object of(ClaimPath path) {
        return path.in(path.isSaidIn(idToken) ? idToken : userInfo);
    }

    /** The one of the two to look for these claims in, which together say one thing: the token, if it says any of them. */
    Map<String, Object> sourceOf(Collection<ClaimPath> together) {
        return together.stream().anyMatch(claim -> claim.isSaidIn(idToken)) ? idToken : userInfo;
    }

    /** An address and whether it is verified are a pair. */
    Map<String, Object> sourceOfAddress(Collection<ClaimPath> addresses) {
        return sourceOf(addresses.stream()
                .flatMap(address -> Stream.of(address, address.verified()))
                .toList());
    }
}
