{{- define "service.monitor" -}}
{{- with .root.Values.monitoring.serviceMonitor }}
{{- if .enabled }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "service.name" $.unit.name }}
  namespace: {{ $.unit.namespace }}
  labels: {{- merge (deepCopy .labels) (include "service.labels" $ | fromYaml) | toYaml | nindent 4 }}
spec:
  jobLabel: app.kubernetes.io/name
  selector:
    matchLabels: {{- include "service.selector" $ | nindent 6 }}
  namespaceSelector:
    matchNames: [{{ $.unit.namespace }}]
  endpoints:
    - port: admin
      path: /metrics
      interval: {{ .interval }}
{{- end }}
{{- end }}
{{- end }}

{{/* One alert: name, expression, for, severity, what it means. */}}
{{- define "service.alert" -}}
- alert: {{ .name }}
  expr: {{ .expr }}
  for: {{ .for }}
  labels:
    severity: {{ .severity }}
    service: {{ .unit.name }}
  annotations:
    summary: {{ printf "%s: %s" .unit.name .means | quote }}
    runbook_url: {{ printf "%s/charts/switchboard/runbooks/%s.md" .base .name | quote }}
    service_url: {{ printf "%s/services/%s/README.md#runbook" .base .unit.name | quote }}
{{- end }}

{{- define "service.alerts" -}}
{{- $alerts := .root.Values.monitoring.alerts }}
{{- if $alerts.enabled }}
{{- $unit := .unit }}
{{- $base := required "monitoring.alerts.runbookBase is needed for alerts: where this repository can be read" $alerts.runbookBase | trimSuffix "/" }}
{{- $one := dict "unit" $unit "base" $base }}
{{- $here := printf "namespace=%q,job=%q" $unit.namespace $unit.name }}
{{- $deployment := printf "namespace=%q,deployment=%q" $unit.namespace (include "service.name" $unit.name) }}
{{- $budget := divf (subf 100 $unit.slo.availability) 100 }}
{{- $failing := "sum(rate(http_seconds_count{%s,status=~\"5..\"}[%s])) / sum(rate(http_seconds_count{%s}[%s])) > %.6g * %.6g" }}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ include "service.name" $unit.name }}
  namespace: {{ $unit.namespace }}
  labels: {{- merge (deepCopy $alerts.labels) (include "service.labels" $ | fromYaml) | toYaml | nindent 4 }}
spec:
  groups:
    - name: switchboard-{{ $unit.name }}
      rules:
        # Readiness, as kube-state-metrics sees it.
        {{- include "service.alert" (merge (dict "name" "SwitchboardDown" "severity" "critical" "for" "1m" "means" "no replica is ready"
              "expr" (printf "kube_deployment_status_replicas_available{%s} == 0" $deployment)) $one) | nindent 8 }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardReplicasMissing" "severity" "warning" "for" "10m" "means" "fewer replicas are ready than wanted"
              "expr" (printf "kube_deployment_status_replicas_available{%s} < kube_deployment_spec_replicas{%s}" $deployment $deployment)) $one) | nindent 8 }}
        # Errors of the public edge, against what the objective leaves for a month: at these rates it is gone in two days, or in five.
        {{- include "service.alert" (merge (dict "name" "SwitchboardErrorsFast" "severity" "critical" "for" "2m" "means" "requests fail at 14 times the rate that the objective allows"
              "expr" (printf "%s and %s" (printf $failing $here "1h" $here "1h" 14.4 $budget) (printf $failing $here "5m" $here "5m" 14.4 $budget))) $one) | nindent 8 }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardErrorsSlow" "severity" "warning" "for" "15m" "means" "requests fail at 6 times the rate that the objective allows"
              "expr" (printf "%s and %s" (printf $failing $here "6h" $here "6h" 6.0 $budget) (printf $failing $here "30m" $here "30m" 6.0 $budget))) $one) | nindent 8 }}
        {{- if has "grpc" $unit.serves }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardSlow" "severity" "warning" "for" "10m" "means" "one call in a hundred takes longer than the objective allows"
              "expr" (printf "histogram_quantile(0.99, sum by (le) (rate(grpc_seconds_bucket{%s}[5m]))) > %g" $here $unit.slo.latencySeconds)) $one) | nindent 8 }}
        {{- end }}
        {{- if has "rabbitmq" $unit.uses }}
        # Events: conversations that stand still, and events that do not leave.
        {{- include "service.alert" (merge (dict "name" "SwitchboardEventsHeld" "severity" "critical" "for" "2m" "means" "events of at least one conversation are held back"
              "expr" (printf "max(bus_held_keys{%s}) > 0" $here)) $one) | nindent 8 }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardOutboxGrows" "severity" "warning" "for" "5m" "means" "events are written faster than they leave"
              "expr" (printf "max(bus_outbox_rows{%s}) > 1000 and max(deriv(bus_outbox_rows{%s}[10m])) > 0" $here $here)) $one) | nindent 8 }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardIntakeRefused" "severity" "critical" "for" "1m" "means" "too many events wait: new messages are refused"
              "expr" (printf "sum(rate(bus_intake_refused_total{%s}[5m])) > 0" $here)) $one) | nindent 8 }}
        {{- include "service.alert" (merge (dict "name" "SwitchboardEventsMissed" "severity" "critical" "for" "5m" "means" "a group was away for longer than events are kept, and waits for an operator"
              "expr" (printf "max(bus_resync_needed{%s}) > 0" $here)) $one) | nindent 8 }}
        {{- end }}
{{- end }}
{{- end }}
