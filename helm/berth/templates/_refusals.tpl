{{/* Each thing that is wrong, one sentence a line: what a schema cannot see, or would say without the way out. */}}
{{- define "berth.refusals" -}}
{{- if include "berth.configured" . }}
{{- range $value, $what := dict
  "aws.account" "the AWS account that holds the repositories, twelve digits in quotes"
  "aws.pushRoleArn" "the role of the push sessions, such as arn:aws:iam::123456789012:role/berth-push"
  "identity.issuer" "the OpenID Connect issuer, such as https://gen3.example.org/user"
  "identity.clientId" "what the issuer knows Berth by" }}
{{- $path := splitList "." $value }}
{{- if not (get (get $.Values (first $path)) (last $path)) }}
{{ $value }} is not set: set it to {{ $what }}.
{{- end }}
{{- end }}
{{- if not (include "berth.region" .) }}
aws.region is not set, and neither is global.aws.region: set it to the registry's region, such as us-east-1.
{{- end }}
{{- end }}
{{- with .Values.aws }}
{{- if and .account .pushRoleArn (not (contains (printf "::%s:" .account) .pushRoleArn)) }}
aws.pushRoleArn is of another account than aws.account, {{ .account }}: ECR gives a role's sessions the registry of their own account.
{{- end }}
{{- if eq .stagingPrefix .approvedPrefix }}
aws.stagingPrefix and aws.approvedPrefix are the same, {{ .stagingPrefix }}: let them differ, so that whoever pushes to one does not reach the other.
{{- end }}
{{- if and .workerRoleArn (not $.Values.worker.enabled) }}
aws.workerRoleArn is for worker pods, and worker.enabled is false: leave it out, and give aws.webRoleArn the rights of both.
{{- end }}
{{- if and .accessKey.secretName (or .webRoleArn .workerRoleArn) }}
aws.accessKey.secretName is for pods without a role, and aws.webRoleArn or aws.workerRoleArn is set: leave out one of them.
{{- end }}
{{- end }}
{{- with .Values.image }}
{{- if and .tag .digest }}
image.tag and image.digest are both set: leave image.tag empty, since the digest decides.
{{- end }}
{{- end }}
{{- with .Values.postgres }}
{{- if .password }}
postgres.password is set, and this chart takes no password: keep it in a secret, as {{ include "berth.kubectl.dbcreds" $ }} makes one.
{{- end }}
{{- if .dbCreate }}
postgres.dbCreate is true, and this chart makes no database: leave it out, and run, as the database's superuser: create role berth login password '…'; create database berth owner berth.
{{- end }}
{{- if not .secret.name }}
postgres.secret.name is empty: name the secret that tells how to reach the database, as {{ include "berth.kubectl.dbcreds" $ }} makes one.
{{- end }}
{{- range $key := list "host" "port" "database" "username" "password" }}
{{- if and (not (get $.Values.postgres.secret.keys $key)) (not (and (ne $key "password") (get $.Values.postgres $key))) }}
postgres.secret.keys.{{ $key }} is empty: name the secret's key that holds it{{ if ne $key "password" }}, or set postgres.{{ $key }}{{ end }}.
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.secret }}
{{- if not .name }}
secret.name is empty: name the secret with the audit key and the client secret, as {{ include "berth.kubectl.g3auto" $ }} makes one.
{{- end }}
{{- range $key := list "auditKey" "clientSecret" }}
{{- if not (get $.Values.secret.keys $key) }}
secret.keys.{{ $key }} is empty: name the secret's key that holds it.
{{- end }}
{{- end }}
{{- end }}
{{- range $setting, $said := .Values.settings }}
{{- if or (hasPrefix "berth.audit.key" $setting) (hasPrefix "berth.audit.old-keys" $setting) (hasPrefix "berth.identity.client-secret" $setting) }}
settings: {{ $setting }} is a secret, and settings are not: keep it in the secret that secret.name names, as {{ include "berth.kubectl.g3auto" $ }} makes one.
{{- else if or (contains "password" $setting) (hasPrefix "spring.datasource.u" $setting) }}
settings: {{ $setting }} is read from a secret: keep it in the one that postgres.secret.name names, as {{ include "berth.kubectl.dbcreds" $ }} makes one.
{{- else if or (hasPrefix "berth.aws.access-key-id" $setting) (hasPrefix "berth.aws.secret-access-key" $setting) }}
settings: {{ $setting }} is read from a secret: keep it in the one that aws.accessKey.secretName names, as {{ include "berth.kubectl.accessKey" $ }} makes one.
{{- else if hasKey (include "berth.ownSettings" $ | fromYaml) (regexReplaceAll "\\[.*" $setting "") }}
settings: {{ $setting }} is what {{ get (include "berth.ownSettings" $ | fromYaml) (regexReplaceAll "\\[.*" $setting "") }} says: set that.
{{- end }}
{{- end }}
{{- range $role := list "web" "worker" }}
{{- $own := get $.Values $role }}
{{- $pod := dict "root" $ "role" $role }}
{{- if or (eq $role "web") $own.enabled }}
{{- if and (include "berth.autoscales" $pod) (not (kindIs "invalid" $own.replicaCount)) }}
{{ $role }}.replicaCount is {{ $own.replicaCount }} while {{ ternary (printf "%s.autoscaling.enabled" $role) "global.autoscaling.enabled" $own.autoscaling.enabled }} is true: leave it out, and set {{ $role }}.autoscaling.minReplicas.
{{- end }}
{{- if gt (int $own.autoscaling.minReplicas) (int $own.autoscaling.maxReplicas) }}
{{ $role }}.autoscaling.minReplicas is {{ $own.autoscaling.minReplicas }}, more than maxReplicas, {{ $own.autoscaling.maxReplicas }}: let it be at most as many.
{{- end }}
{{- if and (include "berth.autoscales" $pod) (not $own.autoscaling.averageCPUValue) (not $own.autoscaling.averageMemoryValue) }}
{{ $role }}.autoscaling has neither averageCPUValue nor averageMemoryValue: set one, such as averageCPUValue: 500m.
{{- end }}
{{- with $own.serviceAccount }}
{{- if and (not .create) (not .name) }}
{{ $role }}.serviceAccount.create is false and its name is empty: name the service account that {{ $role }} pods run as.
{{- end }}
{{- if and (not .create) (or .annotations (get $.Values.aws (printf "%sRoleArn" $role))) }}
{{ $role }}.serviceAccount.create is false, so that its annotations and aws.{{ $role }}RoleArn reach no service account: leave them out, and annotate {{ .name | default "it" }} yourself.
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.worker.enabled .Values.worker.serviceAccount.create .Values.web.serviceAccount.create }}
{{- if eq (include "berth.serviceAccount" (dict "root" . "role" "web")) (include "berth.serviceAccount" (dict "root" . "role" "worker")) }}
web.serviceAccount.name and worker.serviceAccount.name are the same, {{ .Values.web.serviceAccount.name }}: let them differ, so that each role has its own rights.
{{- end }}
{{- end }}
{{- if and (not .Values.worker.enabled) (or .Values.worker.autoscaling.enabled (not (kindIs "invalid" .Values.worker.replicaCount))) }}
worker.enabled is false while worker.replicaCount or worker.autoscaling.enabled is set: leave those out, or set worker.enabled.
{{- end }}
{{- with .Values.ingress }}
{{- if and .enabled (not .hosts) }}
ingress.hosts is empty while ingress.enabled is true: name the hosts that people go to, such as [berth.example.org].
{{- end }}
{{- range $tls := .tls }}
{{- range $host := $tls.hosts }}
{{- if not (has $host $.Values.ingress.hosts) }}
ingress.tls has a certificate for {{ $host }}, which ingress.hosts does not name: name it there too.
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.httpRoute }}
{{- if and .enabled (not .hostnames) }}
httpRoute.hostnames is empty while httpRoute.enabled is true: name the hosts that people go to, such as [berth.example.org].
{{- end }}
{{- if and .enabled (not .parentRefs) }}
httpRoute.parentRefs is empty while httpRoute.enabled is true: name the gateway, such as [{name: public, namespace: gateways}].
{{- end }}
{{- end }}
{{- if include "berth.externalSecrets" . }}
{{- if not (include "berth.store" .) }}
externalSecrets.store.name is empty while externalSecrets.enabled is true: name the SecretStore or ClusterSecretStore. Without the operator, leave externalSecrets.enabled out, and make the secrets: {{ include "berth.kubectl.dbcreds" . }} and {{ include "berth.kubectl.g3auto" . }}
{{- end }}
{{- if not (include "berth.remote.dbcreds" .) }}
externalSecrets.dbcreds is empty, and so is global.environment: say what the store calls the database's secret.
{{- end }}
{{- if not (include "berth.remote.g3auto" .) }}
externalSecrets.g3auto is empty, and so is global.environment: say what the store calls the secret with the audit key and the client secret.
{{- end }}
{{- end }}
{{- $least := add .Values.preStopSeconds 45 }}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int $least) }}
terminationGracePeriodSeconds is {{ .Values.terminationGracePeriodSeconds }}, too short: preStopSeconds, {{ .Values.preStopSeconds }}, and the 45 s in which requests and tasks end make {{ $least }}.
{{- end }}
{{- end }}

{{/* Settings that this chart makes of its values, and of which. */}}
{{- define "berth.ownSettings" -}}
server.port: the chart, always 8080,
server.servlet.context-path: contextPath
management.server.port: the chart, always 8081,
berth.roles: worker.enabled
berth.aws.region: aws.region
berth.aws.account: aws.account
berth.aws.push-role-arn: aws.pushRoleArn
berth.aws.staging-prefix: aws.stagingPrefix
berth.aws.approved-prefix: aws.approvedPrefix
berth.aws.anchors.bucket: aws.anchorsBucket
berth.identity.issuer: identity.issuer
berth.identity.client-id: identity.clientId
berth.identity.provider: identity.provider
berth.identity.scopes: identity.scopes
berth.identity.username-claims: identity.usernameClaims
berth.identity.email-claims: identity.emailClaims
berth.identity.email-verified: identity.emailVerified
berth.identity.user-info: identity.userInfo
berth.identity.staff: identity.staff
berth.identity.admins: identity.admins
berth.identity.holders: identity.holders
{{- end }}
