package dev.berth.sandbox.cloud.ecr;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryRefusal;
import dev.berth.sandbox.scanner.ScanRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All operations, and ECR's names for what the registry and the scanner refuse. */
@Configuration(proxyBeanMethods = false)
class EcrService {

    @Bean
    JsonService ecr(List<EcrOperations> parts, Account account) {
        Map<String, JsonService.Operation> operations = new LinkedHashMap<>();
        parts.forEach(part -> part.operations()
                .forEach((name, operation) -> operations.put(name, call -> {
                    try {
                        return operation.answer(call);
                    } catch (RegistryRefusal refusal) {
                        throw refused(refusal, account);
                    } catch (ScanRefusal refusal) {
                        throw refused(refusal);
                    }
                })));
        return new JsonService("ecr", "AmazonEC2ContainerRegistry_V20150921", operations);
    }

    private static AwsRefusal refused(RegistryRefusal refusal, Account account) {
        String code = switch (refusal) {
            case RegistryRefusal.RepositoryUnknown it -> "RepositoryNotFoundException";
            case RegistryRefusal.RepositoryExists it -> "RepositoryAlreadyExistsException";
            case RegistryRefusal.RepositoryNotEmpty it -> "RepositoryNotEmptyException";
            case RegistryRefusal.ImageUnknown it -> "ImageNotFoundException";
            case RegistryRefusal.ImageReferenced it -> "InvalidParameterException";
            case RegistryRefusal.TagImmutable it -> "ImageTagAlreadyExistsException";
            case RegistryRefusal.BlobsMissing it -> "LayersNotFoundException";
            case RegistryRefusal.ChildrenMissing it -> "ReferencedImagesNotFoundException";
            case RegistryRefusal.UploadUnknown it -> "UploadNotFoundException";
            case RegistryRefusal.PartOutOfOrder it -> "InvalidLayerPartException";
            case RegistryRefusal.PartTruncated it -> "InvalidLayerPartException";
            case RegistryRefusal.PartTooSmall it -> "LayerPartTooSmallException";
            case RegistryRefusal.DigestMismatch it -> "InvalidLayerException";
        };
        boolean endsWithRegistry = refusal instanceof RegistryRefusal.RepositoryUnknown
                || refusal instanceof RegistryRefusal.RepositoryExists;
        return new AwsRefusal(
                code, refusal.getMessage() + (endsWithRegistry ? " with id '%s'".formatted(account.account()) : ""));
    }

    private static AwsRefusal refused(ScanRefusal refusal) {
        String code = switch (refusal) {
            case ScanRefusal.UnsupportedImageType it -> "UnsupportedImageTypeException";
            case ScanRefusal.LimitExceeded it -> "LimitExceededException";
        };
        return new AwsRefusal(code, String.valueOf(refusal.getMessage()));
    }
}
