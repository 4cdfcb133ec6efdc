package dev.berth.aws.permissions;

import static dev.berth.aws.permissions.Grant.grant;

import java.util.ArrayList;
import java.util.List;

/** The one list. An action stands here only because Berth calls it; a test compares it with what a whole run calls. */
public final class Grants {

    private static final String EVERYTHING = "*";

    private Grants() {}

    public static List<Grant> of(Part part, Place place) {
        return switch (part) {
            case WEB -> web(place);
            case WORKER -> worker(place);
        };
    }

    private static List<Grant> web(Place place) {
        return List.of(grant(
                "OpenPushSessions",
                "opening a push session",
                List.of("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"),
                place.pushRoleArn()));
    }

    private static List<Grant> worker(Place place) {
        List<Grant> grants = new ArrayList<>(List.of(
                grant(
                        "RevokePushSessions",
                        "revoking a push session",
                        List.of("iam:DeleteRolePolicy", "iam:PutRolePolicy"),
                        place.pushRoleArn()),
                grant(
                        "PrepareRepositories",
                        "preparing a researcher's repositories",
                        List.of("ecr:CreateRepository", "ecr:DescribeRepositories", "ecr:TagResource"),
                        place.staging(),
                        place.approved()),
                grant(
                        "PrepareStaging",
                        "preparing a researcher's staging repository",
                        List.of("ecr:PutImageScanningConfiguration", "ecr:PutLifecyclePolicy"),
                        place.staging()),
                grant(
                        "LogInToTheRegistry",
                        "reading and copying images",
                        List.of("ecr:GetAuthorizationToken"),
                        EVERYTHING),
                grant(
                        "NoticeWhatIsPushed",
                        "noticing what was pushed",
                        List.of("ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"),
                        place.staging()),
                grant("ReadScans", "reading scan findings", List.of("ecr:DescribeImageScanFindings"), place.staging()),
                grant(
                        "KnowWhatBelongsToAnImage",
                        "promoting an image",
                        List.of("ecr:BatchCheckLayerAvailability", "ecr:ListImages"),
                        place.staging()),
                grant(
                        "Promote",
                        "promoting an image",
                        List.of(
                                "ecr:BatchCheckLayerAvailability",
                                "ecr:BatchGetImage",
                                "ecr:CompleteLayerUpload",
                                "ecr:InitiateLayerUpload",
                                "ecr:PutImage",
                                "ecr:UploadLayerPart"),
                        place.approved()),
                grant(
                        "CompareTheApproved",
                        "comparing the approved repositories with the catalogue",
                        List.of("ecr:DescribeImages"),
                        place.approved())));
        Place.Anchors anchors = place.anchors();
        if (anchors != null) {
            String bucket = "arn:%s:s3:::%s".formatted(place.partition(), anchors.bucket());
            grants.add(grant(
                    "KeepAnchors",
                    "keeping the audit trail's anchors",
                    List.of("s3:PutObject", "s3:PutObjectRetention"),
                    bucket + "/" + anchors.prefix() + "*"));
            grants.add(grant(
                    "ReadAnchors",
                    "comparing the audit trail with its anchors",
                    List.of("s3:ListBucketVersions"),
                    bucket));
        }
        return List.copyOf(grants);
    }

    /** What every push session may do at most; each one's own policy narrows it to one repository. */
    public static List<Grant> ofPushRole(Place place) {
        return List.of(
                grant("LogIn", "signing in to the registry", List.of("ecr:GetAuthorizationToken"), EVERYTHING),
                grant(
                        "Push",
                        "pushing an image",
                        List.of(
                                "ecr:BatchCheckLayerAvailability",
                                "ecr:BatchGetImage",
                                "ecr:CompleteLayerUpload",
                                "ecr:InitiateLayerUpload",
                                "ecr:PutImage",
                                "ecr:UploadLayerPart"),
                        place.staging()));
    }
}
