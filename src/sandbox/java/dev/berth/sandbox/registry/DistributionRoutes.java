package dev.berth.sandbox.registry;

import dev.berth.oci.MalformedManifest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** The distribution API, route by route. */
@Configuration(proxyBeanMethods = false)
class DistributionRoutes {

    @Bean
    RegistryFaults registryFaults() {
        return new RegistryFaults();
    }

    @Bean
    RouterFunction<ServerResponse> distribution(
            RegistryStore store, LayerUploads uploads, RegistryGuard guard, RegistryFaults faults) {
        RegistryRequests requests = new RegistryRequests(guard);
        BlobHandler blobs = new BlobHandler(store, requests);
        UploadHandler parts = new UploadHandler(store, uploads, faults, requests);
        ManifestHandler manifests = new ManifestHandler(store, requests);
        ListHandler lists = new ListHandler(store, requests);

        String ping = "/v2/?";
        String uploadsOf = "/v2/(.+)/blobs/uploads/?";
        String upload = "/v2/(.+)/blobs/uploads/([^/]+)";
        String blob = "/v2/(.+)/blobs/([^/]+)";
        String manifest = "/v2/(.+)/manifests/([^/]+)";
        String tags = "/v2/(.+)/tags/list";
        String referrers = "/v2/(.+)/referrers/([^/]+)";

        return new Routes(faults)
                .on(RegistryCall.PING, ping, lists::ping, HttpMethod.GET, HttpMethod.HEAD)
                .on(RegistryCall.UPLOAD_BEGIN, uploadsOf, parts::begin, HttpMethod.POST)
                .on(RegistryCall.UPLOAD_STATUS, upload, parts::status, HttpMethod.GET)
                .on(RegistryCall.UPLOAD_PART, upload, parts::part, HttpMethod.PATCH)
                .on(RegistryCall.UPLOAD_COMPLETE, upload, parts::complete, HttpMethod.PUT)
                .on(RegistryCall.UPLOAD_CANCEL, upload, parts::cancel, HttpMethod.DELETE)
                .on(RegistryCall.BLOB_HEAD, blob, blobs::head, HttpMethod.HEAD)
                .on(RegistryCall.BLOB_GET, blob, blobs::get, HttpMethod.GET)
                .on(RegistryCall.MANIFEST_GET, manifest, manifests::get, HttpMethod.GET, HttpMethod.HEAD)
                .on(RegistryCall.MANIFEST_PUT, manifest, manifests::put, HttpMethod.PUT)
                .on(RegistryCall.TAGS, tags, lists::tags, HttpMethod.GET)
                .on(RegistryCall.REFERRERS, referrers, lists::referrers, HttpMethod.GET)
                .on(RegistryCall.UNSUPPORTED, "/v2/(?:_catalog|.+/(?:manifests|blobs|tags|referrers)/.*)", request -> {
                    requests.authenticate(request);
                    throw new RegistryError(405, "UNSUPPORTED", "The operation is unsupported.");
                })
                .on(RegistryCall.UNSUPPORTED, "/v2/.*", request -> {
                    requests.authenticate(request);
                    throw new RegistryError(400, "NAME_INVALID", "Invalid repository name");
                })
                .build();
    }

    private static final class Routes {

        private final RouterFunctions.Builder builder = RouterFunctions.route();
        private final RegistryFaults faults;

        private Routes(RegistryFaults faults) {
            this.faults = faults;
        }

        Routes on(RegistryCall call, String path, HandlerFunction<ServerResponse> handler, HttpMethod... methods) {
            builder.route(RegistryRoute.of(path, methods), request -> {
                faults.befall(call);
                return handler.handle(request);
            });
            return this;
        }

        RouterFunction<ServerResponse> build() {
            return builder.onError(
                            RegistryError.class, (error, request) -> OciErrors.of((RegistryError) error, request))
                    .onError(RegistryRefusal.class, (error, request) -> OciErrors.of((RegistryRefusal) error))
                    .onError(MalformedManifest.class, (error, request) -> OciErrors.malformed(error))
                    .build();
        }
    }
}
