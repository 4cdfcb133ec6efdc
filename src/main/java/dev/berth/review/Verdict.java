package dev.berth.review;

import java.util.List;

/** What the promotion policy says of an image. There is always a reason. */
public sealed interface Verdict {

    List<Reason> reasons();

    /** It may be promoted by itself. The reasons are the rules that it satisfies. */
    record Clear(List<Reason> reasons) implements Verdict {

        public Clear {
            reasons = atLeastOne(reasons);
        }
    }

    /** Only an admin may clear it. */
    record NeedsReview(List<Reason> reasons) implements Verdict {

        public NeedsReview {
            reasons = atLeastOne(reasons);
        }
    }

    /** Nobody may clear it. */
    record Refused(List<Reason> reasons) implements Verdict {

        public Refused {
            reasons = atLeastOne(reasons);
        }
    }

    private static List<Reason> atLeastOne(List<Reason> reasons) {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("A verdict has at least one reason");
        }
        return List.copyOf(reasons);
    }
}
