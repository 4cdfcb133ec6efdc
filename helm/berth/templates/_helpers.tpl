{{/* What everything is named after. Not the release: others in Gen3 find a service by its chart's name. */}}
{{- define "berth.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* The label `app` of a role's pods. Here and below, of a dict with root and role. */}}
{{- define "berth.app" -}}
{{- $name := include "berth.name" .root -}}
{{- ternary $name (printf "%s-worker" $name) (eq .role "web") -}}
{{- end }}

{{- define "berth.commonLabels" -}}
app.kubernetes.io/name: {{ include "berth.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ regexReplaceAll "[^A-Za-z0-9._-]" (.Values.image.tag | default .Chart.AppVersion) "-" | trunc 63 | quote }}
app.kubernetes.io/part-of: {{ .Values.partOf | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
critical-service: {{ .Values.criticalService | quote }}
release: {{ .Values.release | default (ternary "dev" "production" (eq (include "berth.global.dev" .) "true")) | quote }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "berth.labels" -}}
{{ include "berth.commonLabels" .root }}
app: {{ include "berth.app" . }}
{{- end }}

{{/* Never changed by a value but the name: a deployment's selector cannot be. */}}
{{- define "berth.selector" -}}
app: {{ include "berth.app" . }}
app.kubernetes.io/name: {{ include "berth.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "berth.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- define "berth.serviceAccount" -}}
{{- $own := (get .root.Values .role).serviceAccount -}}
{{- $own.name | default (printf "%s-sa" (include "berth.app" .)) -}}
{{- end }}

{{/* What Gen3's global says; "true" or empty. */}}
{{- define "berth.global.dev" -}}{{ dig "dev" false .Values.global }}{{- end }}
{{- define "berth.global.hostname" -}}{{ dig "hostname" "" .Values.global }}{{- end }}
{{- define "berth.global.environment" -}}{{ dig "environment" "" .Values.global }}{{- end }}
{{- define "berth.region" -}}{{ .Values.aws.region | default (dig "aws" "region" "" .Values.global) }}{{- end }}

{{/* Each of these is "true" or empty. */}}
{{- define "berth.autoscales" -}}
{{- if or (get .root.Values .role).autoscaling.enabled (dig "autoscaling" "enabled" false .root.Values.global) }}true{{ end -}}
{{- end }}
{{- define "berth.spreads" -}}
{{- if or (get .root.Values .role).topologySpread.enabled (dig "topologySpread" "enabled" false .root.Values.global) }}true{{ end -}}
{{- end }}
{{- define "berth.scraped" -}}
{{- if and .Values.metrics.annotations (dig "metricsEnabled" true .Values.global) }}true{{ end -}}
{{- end }}
{{- define "berth.externalSecrets" -}}
{{- if or .Values.externalSecrets.enabled (dig "externalSecrets" "deploy" false .Values.global) }}true{{ end -}}
{{- end }}
{{- define "berth.gen3Policies" -}}
{{- if dig "netPolicy" "enabled" false .Values.global }}true{{ end -}}
{{- end }}

{{- define "berth.replicas" -}}
{{- $own := get .root.Values .role -}}
{{- ternary 1 $own.replicaCount (kindIs "invalid" $own.replicaCount) -}}
{{- end }}

{{/* The fewest pods that there are while nothing is wrong. */}}
{{- define "berth.fewest" -}}
{{- if include "berth.autoscales" . -}}
{{- (get .root.Values .role).autoscaling.minReplicas -}}
{{- else -}}
{{- include "berth.replicas" . -}}
{{- end -}}
{{- end }}

{{/* Whether anything that only the operator knows is said. Nothing at all is for looking at the chart. */}}
{{- define "berth.configured" -}}
{{- with .Values -}}
{{- if or (include "berth.region" $) .aws.account .aws.pushRoleArn .identity.issuer .identity.clientId }}true{{ end -}}
{{- end -}}
{{- end }}

{{- define "berth.store" -}}
{{- with .Values.externalSecrets.store -}}
{{- if .name -}}
kind: {{ .kind }}
name: {{ .name }}
{{- else if dig "externalSecrets" "clusterSecretStoreRef" "" $.Values.global -}}
kind: ClusterSecretStore
name: {{ $.Values.global.externalSecrets.clusterSecretStoreRef }}
{{- else if dig "externalSecrets" "deploy" false $.Values.global -}}
kind: SecretStore
name: {{ ternary (printf "%s-secret-store" (include "berth.name" $)) "gen3-secret-store" (dig "externalSecrets" "separateSecretStore" false $.Values.global | eq true) }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "berth.remote.dbcreds" -}}
{{- $environment := include "berth.global.environment" . -}}
{{- .Values.externalSecrets.dbcreds | default (ternary (printf "%s-%s-creds" $environment (include "berth.name" .)) "" (ne $environment "")) -}}
{{- end }}
{{- define "berth.remote.g3auto" -}}
{{- $environment := include "berth.global.environment" . -}}
{{- .Values.externalSecrets.g3auto | default (ternary (printf "%s-%s-g3auto" $environment (include "berth.name" .)) "" (ne $environment "")) -}}
{{- end }}

{{/* The lines that make both secrets. */}}
{{- define "berth.kubectl.dbcreds" -}}
{{- with .Values.postgres.secret -}}
kubectl -n {{ $.Release.Namespace }} create secret generic {{ .name | default (printf "%s-dbcreds" (include "berth.name" $)) }} --from-literal={{ .keys.host }}=… --from-literal={{ .keys.port }}=5432 --from-literal={{ .keys.database }}=berth --from-literal={{ .keys.username }}=berth --from-literal={{ .keys.password }}=…
{{- end -}}
{{- end }}
{{- define "berth.kubectl.g3auto" -}}
{{- with .Values.secret -}}
kubectl -n {{ $.Release.Namespace }} create secret generic {{ .name | default (printf "%s-g3auto" (include "berth.name" $)) }} --from-literal={{ .keys.auditKey }}="$(openssl rand -base64 32)" --from-literal={{ .keys.clientSecret }}=…
{{- end -}}
{{- end }}
{{- define "berth.kubectl.accessKey" -}}
{{- with .Values.aws.accessKey -}}
kubectl -n {{ $.Release.Namespace }} create secret generic {{ .secretName | default (printf "%s-aws" (include "berth.name" $)) }} --from-literal={{ .idKey }}=… --from-literal={{ .secretKey }}=…
{{- end -}}
{{- end }}
