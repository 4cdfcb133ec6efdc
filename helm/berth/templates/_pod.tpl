{{/* A deployment of one role's pods, of a dict with root, role and roles. */}}
{{- define "berth.deployment" -}}
{{- $root := .root }}
{{- $own := get .root.Values .role }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "berth.app" . }}-deployment
  labels:
    {{- include "berth.labels" . | nindent 4 }}
spec:
  {{- if not (include "berth.autoscales" .) }}
  replicas: {{ include "berth.replicas" . }}
  {{- end }}
  revisionHistoryLimit: {{ .root.Values.revisionHistoryLimit }}
  strategy:
    {{- toYaml .root.Values.strategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "berth.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "berth.labels" . | nindent 8 }}
        {{- with include "berth.global.hostname" .root }}
        hostname: {{ . | trunc 63 | trimSuffix "." | quote }}
        {{- end }}
        {{- if include "berth.gen3Policies" .root }}
        {{- if eq .role "web" }}
        public: "yes"
        {{- end }}
        internet: "yes"
        linklocal: "yes"
        {{- end }}
        {{- with $own.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include "berth.settings" .root | sha256sum }}
        {{- if include "berth.scraped" .root }}
        prometheus.io/scrape: "true"
        prometheus.io/path: /actuator/prometheus
        prometheus.io/port: "8081"
        {{- end }}
        {{- with $own.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "berth.serviceAccount" . }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with .root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext:
        {{- toYaml .root.Values.podSecurityContext | nindent 8 }}
      terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
      {{- if include "berth.spreads" . }}
      {{- $global := dig "topologySpread" dict .root.Values.global }}
      {{- $from := ternary $own.topologySpread (mergeOverwrite (deepCopy $own.topologySpread) $global) $own.topologySpread.enabled }}
      topologySpreadConstraints:
        - maxSkew: {{ $from.maxSkew }}
          topologyKey: {{ $from.topologyKey }}
          whenUnsatisfiable: {{ $from.whenUnsatisfiable }}
          labelSelector:
            matchLabels:
              {{- include "berth.selector" . | nindent 14 }}
          matchLabelKeys:
            - pod-template-hash
      {{- end }}
      containers:
        - name: berth
          image: {{ include "berth.image" .root | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext:
            {{- toYaml .root.Values.securityContext | nindent 12 }}
          env:
            - name: BERTH_ROLES
              value: {{ .roles | quote }}
            - name: SPRING_CONFIG_ADDITIONALLOCATION
              value: file:/etc/berth/
            - name: SPRING_CONFIG_IMPORT
              value: configtree:/run/secrets/berth/
            {{- with $own.javaOptions }}
            - name: JAVA_TOOL_OPTIONS
              value: {{ . | quote }}
            {{- end }}
            {{- with .root.Values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- with .root.Values.extraEnvFrom }}
          envFrom:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            - name: http
              containerPort: 8080
            - name: management
              containerPort: 8081
          startupProbe:
            httpGet:
              path: {{ .root.Values.contextPath }}/livez
              port: http
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: {{ div (add .root.Values.startupSeconds 4) 5 }}
          livenessProbe:
            httpGet:
              path: {{ .root.Values.contextPath }}/livez
              port: http
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet:
              path: {{ .root.Values.contextPath }}/readyz
              port: http
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          {{- if .root.Values.preStopSeconds }}
          lifecycle:
            preStop:
              sleep:
                seconds: {{ .root.Values.preStopSeconds }}
          {{- end }}
          {{- with $own.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          volumeMounts:
            - name: config
              mountPath: /etc/berth
              readOnly: true
            - name: secrets
              mountPath: /run/secrets/berth
              readOnly: true
            - name: tmp
              mountPath: /tmp
            {{- with .root.Values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: config
          configMap:
            name: {{ include "berth.name" .root }}-config
        - name: secrets
          projected:
            defaultMode: 0440
            sources:
              {{- include "berth.secretFiles" .root | nindent 14 }}
        - name: tmp
          emptyDir:
            sizeLimit: 256Mi
        {{- with .root.Values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $own.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}

{{/* Each file's name is a setting's, and what it holds is its value. */}}
{{- define "berth.secretFiles" -}}
{{- with .Values.postgres -}}
- secret:
    name: {{ .secret.name }}
    items:
      - key: {{ .secret.keys.password }}
        path: spring.datasource.password
      {{- if not .username }}
      - key: {{ .secret.keys.username }}
        path: spring.datasource.username
      {{- end }}
      {{- if not .host }}
      - key: {{ .secret.keys.host }}
        path: postgres.host
      {{- end }}
      {{- if not .port }}
      - key: {{ .secret.keys.port }}
        path: postgres.port
      {{- end }}
      {{- if not .database }}
      - key: {{ .secret.keys.database }}
        path: postgres.database
      {{- end }}
{{- end }}
{{- with .Values.secret }}
- secret:
    name: {{ .name }}
    items:
      - key: {{ .keys.auditKey }}
        path: berth.audit.key
      {{- with .keys.oldAuditKeys }}
      - key: {{ . }}
        path: berth.audit.old-keys
      {{- end }}
      - key: {{ .keys.clientSecret }}
        path: berth.identity.client-secret
{{- end }}
{{- with .Values.aws.accessKey }}
{{- if .secretName }}
- secret:
    name: {{ .secretName }}
    items:
      - key: {{ .idKey }}
        path: berth.aws.access-key-id
      - key: {{ .secretKey }}
        path: berth.aws.secret-access-key
{{- end }}
{{- end }}
{{- end }}

{{/* Every role that pods of their own have. */}}
{{- define "berth.roles" -}}
- web
{{- if .Values.worker.enabled }}
- worker
{{- end }}
{{- end }}
