# Berth's images, from the jars that `mvn package` made: `docker build .` makes the portal's, `--target sandbox` the sandbox's.
# It asks nothing of the builder but what Docker has had for years, and of the base image but a Java runtime: no shell, no curl.
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre
ARG VERSION=0.1.0-SNAPSHOT

FROM ${RUNTIME_IMAGE} AS jars
ARG VERSION
WORKDIR /empty
WORKDIR /jars
COPY target/berth-${VERSION}.jar berth.jar
COPY target/berth-${VERSION}-sandbox.jar sandbox.jar
RUN ["java", "-Djarmode=tools", "-jar", "berth.jar", "extract", "--layers", "--destination", "portal"]
RUN ["java", "-Djarmode=tools", "-jar", "sandbox.jar", "extract", "--layers", "--destination", "sandbox"]

FROM ${RUNTIME_IMAGE} AS sandbox
ARG VERSION
LABEL org.opencontainers.image.title="Berth's sandbox" \
      org.opencontainers.image.description="An AWS, a registry and an identity provider for one machine. Not for production." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /sandbox
COPY --from=jars /jars/sandbox/dependencies/ ./
COPY --from=jars /jars/sandbox/spring-boot-loader/ ./
COPY --from=jars /jars/sandbox/snapshot-dependencies/ ./
COPY --from=jars /jars/sandbox/application/ ./
# Volumes begin with the owner of what they are mounted on.
COPY --from=jars --chown=65532:65532 /empty/ /state/
COPY --from=jars --chown=65532:65532 /empty/ /portal/
# Only a container listens for others: publish its port on 127.0.0.1 alone.
ENV BERTH_SANDBOX_ADDRESS=0.0.0.0 BERTH_SANDBOX_DIRECTORY=/state BERTH_SANDBOX_PORTAL=/portal
USER 65532:65532
EXPOSE 4566
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=12 \
    CMD ["java", "-Xmx16m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "sandbox.jar", "dev.berth.HealthCheck", "http://127.0.0.1:4566/.well-known/openid-configuration"]
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "sandbox.jar"]

FROM ${RUNTIME_IMAGE} AS portal-without-cache
WORKDIR /berth
COPY --from=jars /jars/portal/dependencies/ ./
COPY --from=jars /jars/portal/spring-boot-loader/ ./
COPY --from=jars /jars/portal/snapshot-dependencies/ ./
COPY --from=jars /jars/portal/application/ ./

# A start up to where the database would be asked. The cache is good for the same Java, the same files and the same flags alone,
# which is why it is made on the very layers that the image has; JAVA_TOOL_OPTIONS with another of these flags makes it useless.
FROM portal-without-cache AS training
ENV SPRING_FLYWAY_ENABLED=false \
    SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:1/training SPRING_DATASOURCE_USERNAME=training SPRING_DATASOURCE_PASSWORD=training \
    BERTH_IDENTITY_ISSUER=http://127.0.0.1:1 BERTH_IDENTITY_CLIENT_ID=training BERTH_IDENTITY_CLIENT_SECRET=training \
    BERTH_AUDIT_KEY=dHJhaW5pbmcgdHJhaW5pbmcgdHJhaW5pbmcgdHJhaW4= \
    BERTH_AWS_REGION=us-east-1 BERTH_AWS_ACCOUNT=123456789012 BERTH_AWS_PUSH_ROLE_ARN=arn:aws:iam::123456789012:role/training
RUN ["java", "-XX:AOTCacheOutput=berth.aot", "-Xlog:aot=error", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Dspring.context.exit=onRefresh", "-jar", "berth.jar"]

FROM portal-without-cache AS portal
ARG VERSION
ARG REVISION=unknown
ARG CREATED=unknown
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="Berth" \
      org.opencontainers.image.description="The self-service portal through which researchers bring container images into AWS ECR." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
# The last layer, since two trainings differ.
COPY --from=training /berth/berth.aot ./
# Secrets as files: one of the name of its setting, such as berth.audit.key.
ENV SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=12 \
    CMD ["java", "-Xmx16m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "berth.jar", "dev.berth.HealthCheck"]
ENTRYPOINT ["java", "-XX:AOTCache=berth.aot", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "berth.jar"]
