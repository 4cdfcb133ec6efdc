package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FlowTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.test.context.TestPropertySource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;

/** In a context of its own, which no other test has asked for anything. */
@FlowTest
@TestPropertySource(properties = "berth.test.asks-aws=nothing")
class LazyClientsFlowTests {

    @Autowired
    ConfigurableListableBeanFactory beans;

    /** Together they take a third of the start. */
    @Test
    void noClientOfAwsIsBuiltAtTheStart() {
        assertThat(Stream.of(SdkClient.class, SdkHttpClient.class)
                        .flatMap(type -> Stream.of(beans.getBeanNamesForType(type, true, false))))
                .contains("ecrClient", "stsClient", "iamClient", "s3Client", "awsHttpClient")
                .filteredOn(beans::containsSingleton)
                .isEmpty();
    }
}
