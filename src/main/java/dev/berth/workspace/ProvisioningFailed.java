package dev.berth.workspace;

/** A staging repository could not be brought to its shape. The message is a sentence for staff. */
public class ProvisioningFailed extends RuntimeException {

    public ProvisioningFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
