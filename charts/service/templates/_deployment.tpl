{{/* The process's settings; a key that the binary does not know ends it with code 78 and a line that names the key. */}}
{{- define "service.config" -}}
{{- $process := .root.Values.process }}
apiVersion: v1
kind: ConfigMap
metadata: {{- include "service.metadata" . | nindent 2 }}
data:
  switchboard.toml: |
    profile = "external"
    data = "/var/lib/switchboard"
    keys = "/etc/switchboard/keys"
    call_deadline = {{ $process.callDeadline | toJson }}
    drain = "{{ $process.drainSeconds }}s"
    trusted_proxies = {{ $process.trustedProxies | toJson }}
    max_body = {{ $process.maxBody | toJson }}

    [listen]
    public = "{{ $process.address }}:{{ include "service.port" "http" }}"
    admin = "{{ $process.address }}:{{ include "service.port" "admin" }}"
    {{- if has "grpc" .unit.serves }}
    grpc = "{{ $process.address }}:{{ include "service.port" "grpc" }}"
    {{- end }}

    [bus]
    prefix = {{ $process.bus.prefix | toJson }}
    partitions = {{ $process.bus.partitions }}
    keep = {{ $process.bus.keep | toJson }}

    [peers]
    {{- range $callee := .unit.calls }}
    {{- with get $.units $callee }}
    {{ .name }} = "http://{{ include "service.headless" .name }}.{{ .namespace }}.svc:{{ include "service.port" "grpc" }}"
    {{- end }}
    {{- end }}

    [log]
    filter = {{ $process.logFilter | toJson }}
    format = "json"
    {{- range $pod, $config := .unit.settings }}
    {{- with $config }}

    [{{ include "service.name" $pod | replace "-" "_" }}]
    {{- range $key, $value := . }}
    {{ $key }} = {{ $value | toJson }}
    {{- end }}
    {{- end }}
    {{- end }}
{{- end }}

{{- define "service.image" -}}
{{- $image := mergeOverwrite (deepCopy .root.Values.image) (default dict .unit.image) -}}
image: {{ printf "%s:%s" $image.repository (default .root.Chart.AppVersion $image.tag) | quote }}
imagePullPolicy: {{ $image.pullPolicy }}
{{- end }}

{{/* Addresses with passwords come from Secrets, as environment; everything else is in the file. */}}
{{- define "service.environment" -}}
{{- $variables := dict "postgresql" "SWITCHBOARD__DATABASE" "rabbitmq" "SWITCHBOARD__BROKER" "redis" "SWITCHBOARD__CACHE" }}
{{- range $part := .unit.uses }}
{{- $own := get (default dict $.unit.secrets) $part }}
{{- $given := get $.root.Values.external $part }}
- name: {{ get $variables $part }}
  valueFrom:
    secretKeyRef:
      name: {{ default (default (printf "%s-%s" $.root.Release.Name $part) $given.existingSecret) $own }}
      key: {{ $given.secretKey }}
{{- end }}
{{- if .unit.leads }}
# Where the other replicas reach this one.
- name: SWITCHBOARD__ADVERTISE
  valueFrom:
    fieldRef: {fieldPath: status.podIP}
{{- end }}
{{- range $name, $value := .unit.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $secret := .unit.secretEnv }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {name: {{ $secret.name }}, key: {{ $secret.key }}}
{{- end }}
{{- end }}

{{- define "service.mounts" -}}
- {name: config, mountPath: /etc/switchboard/switchboard.toml, subPath: switchboard.toml, readOnly: true}
- {name: keys, mountPath: /etc/switchboard/keys, readOnly: true}
- {name: data, mountPath: /var/lib/switchboard}
{{- if .unit.storage }}
- {name: files, mountPath: /var/lib/switchboard/files}
{{- end }}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "service.deployment" -}}
{{- $process := .root.Values.process }}
{{- $only := join "," .unit.pods }}
apiVersion: apps/v1
kind: Deployment
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  {{- if not .unit.autoscaling.enabled }}
  replicas: {{ .unit.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  minReadySeconds: 5
  strategy:
    {{- if .unit.storage }}
    # Two pods cannot have the volume.
    type: Recreate
    {{- else }}
    type: RollingUpdate
    # The new one is ready before the old one goes.
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
    {{- end }}
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "service.podLabels" . | nindent 8 }}
      annotations:
        # Settings are read at start.
        checksum/config: {{ include "service.config" . | sha256sum }}
    spec:
      serviceAccountName: {{ include "service.name" .unit.name }}
      automountServiceAccountToken: false
      # Kubernetes would describe every Service in the environment, which is where settings come from.
      enableServiceLinks: false
      # The pause for load balancers, then `drain`, then a margin to close the stores.
      terminationGracePeriodSeconds: {{ add $process.preStopSeconds $process.drainSeconds 10 }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with .unit.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext: {{- include "service.podSecurity" (dict "user" $process.user) | nindent 8 }}
      {{- if has "postgresql" .unit.uses }}
      initContainers:
        # Before the process, and not a hook: it sees the same Secrets, network rules and in-cluster database, and any way of applying
        # the manifests runs it. Migrations of a store that is current change nothing; those of a new version leave the old one working.
        - name: migrate
          {{- include "service.image" . | nindent 10 }}
          args: ["--config", "/etc/switchboard/switchboard.toml", "migrate", "--only", {{ $only | quote }}]
          env: {{- include "service.environment" . | trim | nindent 12 }}
          securityContext: {{- include "service.containerSecurity" (dict "readOnly" true) | nindent 12 }}
          resources: {{- toYaml .unit.resources | nindent 12 }}
          volumeMounts: {{- include "service.mounts" . | nindent 12 }}
      {{- end }}
      containers:
        - name: switchboard
          {{- include "service.image" . | nindent 10 }}
          args: ["--config", "/etc/switchboard/switchboard.toml", "run", "--only", {{ $only | quote }}]
          {{- with include "service.environment" . | trim }}
          env: {{- . | nindent 12 }}
          {{- end }}
          ports:
            - {name: http, containerPort: {{ include "service.port" "http" }}, protocol: TCP}
            - {name: admin, containerPort: {{ include "service.port" "admin" }}, protocol: TCP}
            {{- if has "grpc" .unit.serves }}
            - {name: grpc, containerPort: {{ include "service.port" "grpc" }}, protocol: TCP}
            {{- end }}
          startupProbe:
            httpGet: {path: /health/live, port: admin}
            periodSeconds: 1
            timeoutSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /health/live, port: admin}
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet: {path: /health/ready, port: admin}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 2
          lifecycle:
            preStop:
              # Load balancers hear of the end at the same time as the pod: it goes on taking connections until they have acted on it.
              exec: {command: [sleep, {{ $process.preStopSeconds | quote }}]}
          securityContext: {{- include "service.containerSecurity" (dict "readOnly" true) | nindent 12 }}
          resources: {{- toYaml .unit.resources | nindent 12 }}
          volumeMounts: {{- include "service.mounts" . | nindent 12 }}
      {{- with .unit.spread }}
      topologySpreadConstraints:
        {{- range . }}
        - topologyKey: {{ .topologyKey }}
          whenUnsatisfiable: {{ .whenUnsatisfiable }}
          maxSkew: 1
          labelSelector:
            matchLabels: {{- include "service.selector" $ | nindent 14 }}
        {{- end }}
      {{- end }}
      {{- with .unit.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .unit.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .unit.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      volumes:
        - name: config
          configMap: {name: {{ include "service.name" .unit.name }}}
        # Its own private keys, and everybody's public ones.
        - name: keys
          projected:
            defaultMode: 0440
            sources:
              {{- range .unit.keys }}
              - secret:
                  name: {{ printf "%s-key-%s" $.root.Release.Name . }}
                  items: [{key: {{ . }}.key, path: {{ . }}.key}]
              {{- end }}
              - configMap:
                  name: {{ .root.Release.Name }}-certificates
        - {name: data, emptyDir: {sizeLimit: {{ .unit.scratch }}}}
        - {name: tmp, emptyDir: {sizeLimit: 64Mi}}
        {{- if .unit.storage }}
        - {name: files, persistentVolumeClaim: {claimName: {{ include "service.name" .unit.name }}-files}}
        {{- end }}
{{- end }}
