{{/* Exactly the flow: who calls it, whom it calls, which servers it uses. Everything else is refused in both directions. */}}
{{- define "service.network" -}}
{{- if .root.Values.networkPolicy.enabled }}
{{- $policy := .root.Values.networkPolicy }}
{{- $external := .root.Values.external }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    # The public listener, for the ingress controller.
    - ports: [{port: http, protocol: TCP}]
      {{- with $policy.publicFrom }}
      from: {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- if .root.Values.monitoring.serviceMonitor.enabled }}
    # Metrics. (The kubelet's probes are let through by the network itself.)
    - ports: [{port: admin, protocol: TCP}]
      from: {{- toYaml $policy.metricsFrom | nindent 8 }}
    {{- end }}
    {{- if and (has "grpc" .unit.serves) .unit.callers }}
    - ports: [{port: grpc, protocol: TCP}]
      from:
        {{- range $caller := .unit.callers }}
        {{- with get $.units $caller }}
        - {{ include "service.peer" (dict "root" $.root "unit" .) | nindent 10 | trim }}
        {{- end }}
        {{- end }}
    {{- end }}
    {{- if .unit.leads }}
    # Its own replicas: those that do not lead hand on what they are asked.
    - ports: [{port: http, protocol: TCP}, {port: grpc, protocol: TCP}]
      from:
        - {{ include "service.peer" . | nindent 10 | trim }}
    {{- end }}
  egress:
    # Names. To anywhere: where the cluster's DNS listens differs from cluster to cluster.
    - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    {{- range $callee := .unit.calls }}
    {{- with get $.units $callee }}
    - ports: [{port: {{ include "service.port" "grpc" }}, protocol: TCP}]
      to:
        - {{ include "service.peer" (dict "root" $.root "unit" .) | nindent 10 | trim }}
    {{- end }}
    {{- end }}
    {{- if .unit.leads }}
    - ports: [{port: {{ include "service.port" "http" }}, protocol: TCP}, {port: {{ include "service.port" "grpc" }}, protocol: TCP}]
      to:
        - {{ include "service.peer" . | nindent 10 | trim }}
    {{- end }}
    {{- range $part := .unit.uses }}
    {{- $given := get $external $part }}
    - ports: [{port: {{ $given.port }}, protocol: TCP}]
      {{- if not $given.existingSecret }}
      to:
        - {{ include "service.peer" (dict "root" $.root "unit" (dict "name" $part "namespace" $external.namespace)) | nindent 10 | trim }}
      {{- else if $given.egressTo }}
      to: {{- toYaml $given.egressTo | nindent 8 }}
      {{- end }}
    {{- end }}
    {{- with .unit.egress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
{{- end }}

{{/* The pods of one unit, wherever they are. */}}
{{- define "service.peer" -}}
namespaceSelector:
  matchLabels: {kubernetes.io/metadata.name: {{ .unit.namespace }}}
podSelector:
  matchLabels: {{- include "service.selector" . | nindent 4 }}
{{- end }}
