package dev.berth.aws;

import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.PassId;
import dev.berth.credentials.PushSessionId;
import dev.berth.oci.RepositoryName;
import dev.berth.testing.RegistryPusher;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.sts.StsClient;

/** What a researcher's machine has after a reveal, and the clients it uses. */
final class PushSessionAtAws {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final AwsSettings settings;
    private final PushGrant grant;
    private final MintedCredentials minted;

    private PushSessionAtAws(AwsSettings settings, PushGrant grant, MintedCredentials minted) {
        this.settings = settings;
        this.grant = grant;
        this.minted = minted;
    }

    static Workspace aWorkspace() {
        Username username = Username.of("rsr" + NUMBER.incrementAndGet() + "@example.org");
        return new Workspace(
                WorkspaceId.random(),
                username,
                username.value(),
                username.in("nextflow-staging"),
                username.in("nextflow-approved"));
    }

    static PushGrant aGrant(Workspace workspace, Instant from, Duration length) {
        PushSessionId session = PushSessionId.random();
        return new PushGrant(
                session,
                PassId.random(),
                workspace,
                "berth-" + session.toString().substring(0, 13),
                from,
                from.plus(length));
    }

    static PushSessionAtAws opened(AwsSettings settings, CredentialMinter minter, Workspace workspace) {
        return opened(settings, minter, aGrant(workspace, Instant.now(), Duration.ofHours(1)));
    }

    static PushSessionAtAws opened(AwsSettings settings, CredentialMinter minter, PushGrant grant) {
        return new PushSessionAtAws(settings, grant, minter.mint(grant));
    }

    MintedCredentials minted() {
        return minted;
    }

    PushGrant grant() {
        return grant;
    }

    RepositoryName staging() {
        return grant.workspace().staging();
    }

    EcrClient ecr() {
        return EcrClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(keys())
                .httpClient(Apache5HttpClient.create())
                .endpointOverride(settings.endpoint())
                .build();
    }

    StsClient sts() {
        return StsClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(keys())
                .httpClient(Apache5HttpClient.create())
                .endpointOverride(settings.endpoint())
                .build();
    }

    /** As docker login leaves it: the token is asked for once and used from then on. */
    RegistryPusher loggedIn() {
        return login(ecr(), settings);
    }

    /** The header that a logged-in client sends. */
    String authorization() {
        return "Basic " + token(ecr());
    }

    /** Whosever client it is. */
    static RegistryPusher login(EcrClient client, AwsSettings settings) {
        String[] pair = new String(Base64.getDecoder().decode(token(client)), StandardCharsets.UTF_8).split(":", 2);
        return RegistryPusher.to(URI.create("http://" + settings.registry())).as(pair[0], pair[1]);
    }

    private static String token(EcrClient client) {
        return client.getAuthorizationToken().authorizationData().getFirst().authorizationToken();
    }

    private StaticCredentialsProvider keys() {
        return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                minted.accessKeyId(),
                minted.secretAccessKey().reveal(),
                minted.sessionToken().reveal()));
    }
}
