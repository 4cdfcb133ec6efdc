package dev.berth.aws;

import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.Secret;
import java.time.Duration;
import java.util.Locale;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/** Opens a session of the push role, narrowed to one repository and to its time. */
@Component
class StsCredentialMinter implements CredentialMinter {

    private static final int LONGEST_IDENTITY = 64;

    private final StsClient sts;
    private final AwsSettings settings;

    StsCredentialMinter(@Lazy StsClient sts, AwsSettings settings) {
        this.sts = sts;
        this.settings = settings;
    }

    @Override
    public MintedCredentials mint(PushGrant grant) {
        try {
            return minted(sts.assumeRole(request -> request.roleArn(settings.pushRoleArn())
                    .roleSessionName(grant.roleSession())
                    .durationSeconds(
                            (int) Duration.between(grant.from(), grant.until()).toSeconds())
                    .policy(new PushPolicy(settings.arnOf(grant.workspace().staging()), grant.until()).json())
                    .sourceIdentity(sourceIdentity(grant))
                    .tags(
                            tag("workspace", grant.workspace().username().escaped()),
                            tag("pass", grant.pass().toString()),
                            tag("session", grant.session().toString()))));
        } catch (AwsServiceException refusal) {
            throw AwsFailures.isPassing(refusal)
                    ? new MintFailed(AwsFailures.sentence("AWS STS", refusal), refusal)
                    : new MintRefused(why(refusal), refusal);
        } catch (SdkException unreachable) {
            throw new MintFailed("AWS STS could not be reached.", unreachable);
        }
    }

    /** The code alone does not tell what AWS says of a role's longest session, or of one role that opens another's. */
    private static String why(AwsServiceException refusal) {
        String sentence = AwsFailures.sentence("AWS STS", refusal);
        return String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT).contains("durationseconds")
                ? sentence + " It gives no session as long as this: issue a pass with shorter ones."
                : sentence;
    }

    private static MintedCredentials minted(AssumeRoleResponse response) {
        Credentials credentials = response.credentials();
        return new MintedCredentials(
                credentials.accessKeyId(),
                Secret.of(credentials.secretAccessKey()),
                Secret.of(credentials.sessionToken()),
                credentials.expiration(),
                response.assumedRoleUser().assumedRoleId());
    }

    /** Escaped, since a username may have what AWS allows in no identity; prefixed, since it may be one character. */
    private static String sourceIdentity(PushGrant grant) {
        String identity = "berth-" + grant.workspace().username().escaped();
        return identity.substring(0, Math.min(LONGEST_IDENTITY, identity.length()));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder()
                .key(key)
                .value(value.substring(0, Math.min(256, value.length())))
                .build();
    }
}
