package dev.berth.sandbox.registry;

/** The kinds of request that the distribution API answers. */
public enum RegistryCall {
    PING,
    BLOB_HEAD,
    BLOB_GET,
    UPLOAD_BEGIN,
    UPLOAD_STATUS,
    UPLOAD_PART,
    UPLOAD_COMPLETE,
    UPLOAD_CANCEL,
    MANIFEST_GET,
    MANIFEST_PUT,
    TAGS,
    REFERRERS,
    UNSUPPORTED
}
