package dev.berth.aws;

import dev.berth.workspace.HomeRegistry;
import java.net.ProxySelector;
import java.time.Duration;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One client for each service, all bounded in time and all asking the same place. Whoever needs one names it
 * {@code @Lazy}: together they take a third of the start, and nothing needs them before the first task or page.
 */
@Configuration(proxyBeanMethods = false)
class AwsClients {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ATTEMPT = Duration.ofSeconds(15);
    private static final Duration CALL = Duration.ofSeconds(40);

    @Bean
    HomeRegistry homeRegistry(AwsSettings settings) {
        return new HomeRegistry(
                settings.registry(),
                settings.region(),
                settings.endpoint(),
                settings.stagingPrefix(),
                settings.approvedPrefix());
    }

    @Lazy
    @Bean(destroyMethod = "close")
    SdkHttpClient awsHttpClient() {
        return Apache5HttpClient.builder()
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(ATTEMPT)
                .socketTimeout(ATTEMPT)
                .maxConnections(50)
                // As the JVM's other clients: the SDK reads the environment by rules of its own.
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .httpRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .build();
    }

    @Bean
    AwsCredentialsProvider awsCredentials(AwsSettings settings) {
        return settings.accessKeyId() == null || settings.secretAccessKey() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.accessKeyId(), settings.secretAccessKey().reveal()));
    }

    @Lazy
    @Bean(destroyMethod = "close")
    StsClient stsClient(
            AwsSettings settings, AwsCredentialsProvider credentials, SdkHttpClient http, CallMeters meters) {
        return built(StsClient.builder(), settings, credentials, http, meters);
    }

    @Lazy
    @Bean(destroyMethod = "close")
    IamClient iamClient(
            AwsSettings settings, AwsCredentialsProvider credentials, SdkHttpClient http, CallMeters meters) {
        return built(IamClient.builder(), settings, credentials, http, meters);
    }

    @Lazy
    @Bean(destroyMethod = "close")
    EcrClient ecrClient(
            AwsSettings settings, AwsCredentialsProvider credentials, SdkHttpClient http, CallMeters meters) {
        return built(EcrClient.builder(), settings, credentials, http, meters);
    }

    @Lazy
    @Bean(destroyMethod = "close")
    S3Client s3Client(AwsSettings settings, AwsCredentialsProvider credentials, SdkHttpClient http, CallMeters meters) {
        // What is put is small: it goes in one piece, and its signature covers it.
        return built(
                S3Client.builder()
                        .forcePathStyle(settings.endpoint() != null)
                        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false)),
                settings,
                credentials,
                http,
                meters);
    }

    /** LEGACY is still the SDK's default way to retry, and without these time-outs a call may hang for ever. */
    private static <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C built(
            B builder,
            AwsSettings settings,
            AwsCredentialsProvider credentials,
            SdkHttpClient http,
            CallMeters meters) {
        return builder.region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClient(http)
                .applyMutation(it -> {
                    if (settings.endpoint() != null) {
                        it.endpointOverride(settings.endpoint());
                    }
                })
                .overrideConfiguration(override -> override.addExecutionInterceptor(meters.ofAws())
                        .apiCallTimeout(CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build();
    }
}
