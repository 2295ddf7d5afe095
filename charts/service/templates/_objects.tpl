{{/* Everything of one unit. */}}
{{- define "service.objects" -}}
{{- range $object := list "config" "account" "storage" "deployment" "services" "ingress" "disruption" "autoscaler" "network" "monitor" "alerts" }}
{{- with include (printf "service.%s" $object) $ | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "service.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "service.metadata" . | nindent 2 }}
# Nothing here talks to the API server.
automountServiceAccountToken: false
{{- end }}

{{/* Files outlive the release. */}}
{{- define "service.storage" -}}
{{- if .unit.storage }}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "service.name" .unit.name }}-files
  namespace: {{ .unit.namespace }}
  labels: {{- include "service.labels" . | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  accessModes: [ReadWriteOnce]
  {{- with .unit.storageClass }}
  storageClassName: {{ . }}
  {{- end }}
  resources: {requests: {storage: {{ .unit.storage }}}}
{{- end }}
{{- end }}

{{/* The socket services keep a client on one replica where the controller wants it said on the Service. */}}
{{- define "service.services" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "service.metadata" . | nindent 2 }}
  {{- if and (has "sockets" .unit.serves) (eq .root.Values.ingress.affinity "traefik") }}
  annotations:
    traefik.ingress.kubernetes.io/service.sticky.cookie: "true"
    traefik.ingress.kubernetes.io/service.sticky.cookie.name: switchboard-{{ .unit.name }}
    traefik.ingress.kubernetes.io/service.sticky.cookie.httponly: "true"
    {{- if .root.Values.ingress.tls.enabled }}
    traefik.ingress.kubernetes.io/service.sticky.cookie.secure: "true"
    traefik.ingress.kubernetes.io/service.sticky.cookie.samesite: none
    {{- end }}
  {{- end }}
spec:
  type: ClusterIP
  selector: {{- include "service.selector" . | nindent 4 }}
  ports:
    - {name: http, port: {{ include "service.port" "http" }}, targetPort: http, protocol: TCP}
---
# Each replica by its own address: for callers, who spread their calls themselves, and for Prometheus.
apiVersion: v1
kind: Service
metadata:
  name: {{ include "service.headless" .unit.name }}
  namespace: {{ .unit.namespace }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  type: ClusterIP
  clusterIP: None
  selector: {{- include "service.selector" . | nindent 4 }}
  ports:
    {{- if has "grpc" .unit.serves }}
    - {name: grpc, port: {{ include "service.port" "grpc" }}, targetPort: grpc, protocol: TCP}
    {{- end }}
    - {name: admin, port: {{ include "service.port" "admin" }}, targetPort: admin, protocol: TCP}
{{- end }}

{{- define "service.disruption" -}}
{{- if .unit.disruptionBudget }}
# A single replica may be moved too: then the service pauses for a start.
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
{{- end }}
{{- end }}

{{- define "service.autoscaler" -}}
{{- if .unit.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "service.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "service.name" .unit.name }}
  minReplicas: {{ .unit.replicas }}
  maxReplicas: {{ max .unit.replicas .unit.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: {{ .unit.autoscaling.cpu }}}
  behavior:
    # Every replica that goes makes its sockets reconnect: go slowly.
    scaleDown:
      stabilizationWindowSeconds: 600
      policies:
        - {type: Pods, value: 1, periodSeconds: 120}
{{- end }}
{{- end }}

{{- define "service.ingress" -}}
{{- if .root.Values.ingress.enabled }}
{{- $ingress := .root.Values.ingress }}
{{- $annotations := deepCopy $ingress.annotations }}
{{- if has "sockets" .unit.serves }}
{{- if eq $ingress.affinity "nginx" }}
{{- $annotations = merge $annotations (dict
      "nginx.ingress.kubernetes.io/affinity" "cookie"
      "nginx.ingress.kubernetes.io/affinity-mode" "persistent"
      "nginx.ingress.kubernetes.io/session-cookie-name" (printf "switchboard-%s" .unit.name)
      "nginx.ingress.kubernetes.io/proxy-read-timeout" "3600"
      "nginx.ingress.kubernetes.io/proxy-send-timeout" "3600") }}
{{- if $ingress.tls.enabled }}
{{- $annotations = merge $annotations (dict
      "nginx.ingress.kubernetes.io/session-cookie-samesite" "None"
      "nginx.ingress.kubernetes.io/session-cookie-secure" "true") }}
{{- end }}
{{- else if eq $ingress.affinity "haproxy" }}
{{- $annotations = merge $annotations (dict "haproxy.org/cookie-persistence" (printf "switchboard-%s" .unit.name)) }}
{{- end }}
{{- $annotations = merge (deepCopy $ingress.socketAnnotations) $annotations }}
{{- end }}
{{- if and (has "file-engine" .unit.pods) (eq $ingress.affinity "nginx") }}
{{- /* Files are as large as the tenant's policy says, and pass through: the controller must not gather them first. */}}
{{- $annotations = merge $annotations (dict
      "nginx.ingress.kubernetes.io/proxy-body-size" "0"
      "nginx.ingress.kubernetes.io/proxy-request-buffering" "off") }}
{{- end }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "service.metadata" . | nindent 2 }}
  {{- with $annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- if $ingress.tls.enabled }}
  tls:
    - hosts: [{{ $ingress.host | quote }}]
      secretName: {{ $ingress.tls.secretName }}
  {{- end }}
  rules:
    - host: {{ $ingress.host | quote }}
      http:
        paths:
          {{- range .unit.pods }}
          - path: /{{ . }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "service.name" $.unit.name }}
                port: {name: http}
          {{- end }}
{{- end }}
{{- end }}
