{{/*
Every template here takes one dict: `root` (the chart's top context), `unit` (one process: a service, or all of them in one pod)
and `units` (all of them, by name). A unit is an entry of `services` in values.yaml on top of `defaults`, with `name`, `pods`
(the services in it), `callers` and `keys` filled in by the chart that calls.
*/}}

{{/* Ports inside a pod; they are the defaults of the binary. */}}
{{- define "service.port" -}}
{{- get (dict "http" 8080 "admin" 8081 "grpc" 8082) . -}}
{{- end }}

{{/* The name of its objects: the pod's name. A Service may not begin with a digit: 360-connector is connector-360 there, as its package is. */}}
{{- define "service.name" -}}
{{- regexReplaceAll "^([0-9]+)-(.+)$" . "${2}-${1}" -}}
{{- end }}

{{/* The name by which every replica has an address of its own: gRPC connections last, so it is the caller who spreads its calls. */}}
{{- define "service.headless" -}}
{{- include "service.name" . }}-headless
{{- end }}

{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .unit.name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* Of pods: without the chart's version, which is no reason to restart one. */}}
{{- define "service.podLabels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/part-of: switchboard
{{- end }}

{{- define "service.labels" -}}
{{ include "service.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "service.metadata" -}}
name: {{ include "service.name" .unit.name }}
namespace: {{ .unit.namespace }}
labels: {{- include "service.labels" . | nindent 2 }}
{{- end }}

{{/* What Kubernetes calls the restricted pod security standard. */}}
{{- define "service.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int64 .user }}
runAsGroup: {{ int64 .user }}
fsGroup: {{ int64 .user }}
# Volumes keep the modes that their programs gave their files.
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ .readOnly }}
runAsNonRoot: true
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}
