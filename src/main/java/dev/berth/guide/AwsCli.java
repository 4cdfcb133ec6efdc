package dev.berth.guide;

/** What the AWS CLI must be told. Debian's 2.9 knows no AWS_ENDPOINT_URL, so an endpoint is an option on each line. */
final class AwsCli {

    private AwsCli() {}

    static String options(PushTarget target) {
        return " --region " + target.region()
                + (target.endpoint() == null ? "" : " --endpoint-url " + target.endpoint());
    }
}
