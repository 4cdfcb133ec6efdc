package dev.berth.sandbox.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageVersionsTests {

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "1.0, <, 1.1",
        "1.0, =, 1.0",
        "1.0, =, 0:1.0",
        "1:1.0, >, 2.0",
        "1:1.2.11.dfsg-2, <, 1:1.2.11.dfsg-2+deb11u2",
        "1:1.2.11.dfsg-2+deb11u1, <, 1:1.2.11.dfsg-2+deb11u2",
        "1:1.2.11.dfsg-4, <, 1:1.2.11.dfsg-4.1",
        "1:1.2.13.dfsg-1, >, 1:1.2.11.dfsg-4.1",
        "2.36-9+deb12u9, <, 2.36-9+deb12u10",
        "3.0.15-1~deb12u1, <, 3.0.15-1",
        "3.0.14-1~deb12u2, <, 3.0.15-1~deb12u1",
        "1.0~rc1, <, 1.0",
        "1.0~~, <, 1.0~",
        "1.0~~a, <, 1.0~",
        "1.0-1, >, 1.0",
        "1.0-1~bpo1, <, 1.0-1",
        "1.0+b1, >, 1.0",
        "1.0a, <, 1.0+",
        "1.00, =, 1.0",
        "1.0-0, =, 1.0",
        "5.6.1+really5.4.5-1, >, 5.6.1-1",
        "5.4.1-1, <, 5.5.1alpha-0.1",
        "5.6.0-0.2, >, 5.5.1alpha-0.1",
        "1.1.1n-0+deb11u2, >, 1.1.1k-1+deb11u1",
        "20230311, <, 20230311+deb12u1",
        "99999999999999999999, >, 99999999999999999998",
        "1.2-3-4, >, 1.2-3"
    })
    void orderDebianVersionsAsDpkgDoes(String left, String sign, String right) {
        assertThat(Integer.signum(DebianVersions.ORDER.compare(left, right))).isEqualTo(sign(sign));
        assertThat(Integer.signum(DebianVersions.ORDER.compare(right, left))).isEqualTo(-sign(sign));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "1.2.12-r2, >, 1.2.12-r1",
        "1.2.12-r2, <, 1.2.12-r10",
        "1.2.11-r4, <, 1.2.12-r2",
        "1.2.12, <, 1.2.12-r1",
        "1.1.1l-r0, >, 1.1.1k-r5",
        "1.1.1-r0, <, 1.1.1a-r0",
        "2.12.6-r0, <, 2.12.10-r0",
        "1.0_rc1, <, 1.0",
        "1.0_alpha, <, 1.0_beta",
        "1.0_beta2, <, 1.0_beta10",
        "1.0_pre1, <, 1.0_rc1",
        "1.0_p1, >, 1.0",
        "1.0_git20230101, >, 1.0",
        "1.0_git20230101, <, 1.0_git20230201",
        "9.3_p2-r0, >, 9.3_p1-r5",
        "1.0_alpha_p1, >, 1.0_alpha",
        "1.01, <, 1.1",
        "1.10, >, 1.9",
        "1.2, <, 1.2.1",
        "1.2.12-r2, =, 1.2.12-r2",
        "nonsense, <, 1.0"
    })
    void orderAlpineVersionsAsApkDoes(String left, String sign, String right) {
        assertThat(Integer.signum(AlpineVersions.ORDER.compare(left, right))).isEqualTo(sign(sign));
        assertThat(Integer.signum(AlpineVersions.ORDER.compare(right, left))).isEqualTo(-sign(sign));
    }

    private static int sign(String sign) {
        return switch (sign) {
            case "<" -> -1;
            case "=" -> 0;
            default -> 1;
        };
    }
}
