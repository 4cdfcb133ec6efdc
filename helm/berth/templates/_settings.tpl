{{/* The product's settings, but for secrets, which are read from files that bear a setting's name. */}}
{{- define "berth.settings" -}}
{{- $settings := dict
  "server.port" 8080
  "management.server.port" 8081
  "spring.datasource.url" (include "berth.jdbcUrl" .)
  "berth.aws.staging-prefix" .Values.aws.stagingPrefix
  "berth.aws.approved-prefix" .Values.aws.approvedPrefix
  "berth.identity.provider" .Values.identity.provider
  "berth.identity.email-verified" .Values.identity.emailVerified
  "berth.identity.user-info" .Values.identity.userInfo -}}
{{- range $setting, $said := dict
  "server.servlet.context-path" .Values.contextPath
  "spring.datasource.username" .Values.postgres.username
  "berth.aws.region" (include "berth.region" .)
  "berth.aws.account" .Values.aws.account
  "berth.aws.push-role-arn" .Values.aws.pushRoleArn
  "berth.aws.anchors.bucket" .Values.aws.anchorsBucket
  "berth.identity.issuer" .Values.identity.issuer
  "berth.identity.client-id" .Values.identity.clientId
  "berth.identity.scopes" .Values.identity.scopes
  "berth.identity.username-claims" .Values.identity.usernameClaims
  "berth.identity.email-claims" .Values.identity.emailClaims
  "berth.identity.staff" .Values.identity.staff
  "berth.identity.admins" .Values.identity.admins
  "berth.identity.holders" .Values.identity.holders -}}
{{- if $said }}
{{- $_ := set $settings $setting $said }}
{{- end }}
{{- end }}
{{- range $setting, $said := .Values.settings }}
{{- /* Helm takes every number for a fraction, and would print a large one as a power of ten. */}}
{{- if kindIs "float64" $said }}
{{- $whole := int64 $said }}
{{- $_ := set $settings $setting (ternary $whole $said (eq (float64 $whole) $said)) }}
{{- else }}
{{- $_ := set $settings $setting $said }}
{{- end }}
{{- end }}
{{- toYaml $settings }}
{{- end }}

{{- define "berth.jdbcUrl" -}}
{{- with .Values.postgres -}}
jdbc:postgresql://{{ .host | default "${postgres.host}" }}:{{ if .port }}{{ int .port }}{{ else }}${postgres.port}{{ end }}/{{ .database | default "${postgres.database}" }}{{ with .parameters }}?{{ . }}{{ end }}
{{- end -}}
{{- end }}
