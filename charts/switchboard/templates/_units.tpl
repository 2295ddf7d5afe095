{{/* The units of this installation, by name, as JSON: what the library `service` renders. */}}
{{- define "switchboard.units" -}}
{{- $services := dict }}
{{- range $pod, $own := .Values.services }}
{{- $service := mergeOverwrite (deepCopy $.Values.defaults) (deepCopy $own) }}
{{- if $service.enabled }}
{{- if and (eq $pod "unified-admin") $.Values.ingress.enabled }}
{{- $url := printf "http%s://%s" (ternary "s" "" $.Values.ingress.tls.enabled) $.Values.ingress.host }}
{{- $_ := set $service "config" (merge $service.config (dict "public_url" $url)) }}
{{- end }}
{{- $_ := set $services $pod $service }}
{{- end }}
{{- end }}
{{- if eq .Values.mode "all-in-one" }}
{{- $keys := list }}
{{- $uses := list }}
{{- $config := dict }}
{{- $egress := list }}
{{- $env := dict }}
{{- $secretEnv := dict }}
{{- range $pod, $service := $services }}
{{- $keys = concat $keys (list $pod) (default list $service.keys) }}
{{- $uses = concat $uses $service.uses | uniq }}
{{- $_ := set $config $pod $service.config }}
{{- $egress = concat $egress $service.egress }}
{{- $_ := mergeOverwrite $env $service.env }}
{{- $_ := mergeOverwrite $secretEnv $service.secretEnv }}
{{- end }}
{{- $unit := mergeOverwrite (deepCopy .Values.defaults) (deepCopy .Values.allInOne) (dict
      "name" "switchboard" "pods" (keys $services | sortAlpha) "serves" (list "http" "grpc" "sockets") "leads" true "calls" list "callers" list
      "uses" $uses "keys" $keys "settings" $config "egress" $egress "env" $env "secretEnv" $secretEnv) }}
{{- dict "switchboard" $unit | toJson }}
{{- else }}
{{- $units := dict }}
{{- range $pod, $service := $services }}
{{- $callers := list }}
{{- range $caller, $other := $services }}
{{- if has $pod $other.calls }}
{{- $callers = append $callers $caller }}
{{- end }}
{{- end }}
{{- $_ := set $units $pod (merge (dict "name" $pod "pods" (list $pod) "callers" $callers "settings" (dict $pod $service.config)
      "keys" (concat (list $pod) (default list $service.keys))) $service) }}
{{- end }}
{{- $units | toJson }}
{{- end }}
{{- end }}

{{/* The namespaces of the services, as a JSON list. */}}
{{- define "switchboard.namespaces" -}}
{{- $names := list }}
{{- range include "switchboard.units" . | fromJson }}
{{- $names = append $names .namespace }}
{{- end }}
{{- $names | uniq | sortAlpha | toJson }}
{{- end }}

{{/* The same, and that of the servers that run in the cluster. */}}
{{- define "switchboard.allNamespaces" -}}
{{- $names := include "switchboard.namespaces" . | fromJsonArray }}
{{- range $part := list "postgresql" "rabbitmq" "redis" }}
{{- if include "switchboard.inCluster" (dict "root" $ "part" $part) }}
{{- $names = append $names $.Values.external.namespace }}
{{- end }}
{{- end }}
{{- $names | uniq | sortAlpha | toJson }}
{{- end }}

{{/* Whether that server runs in this cluster, as "true" or nothing. */}}
{{- define "switchboard.inCluster" -}}
{{- $given := get .root.Values.external .part }}
{{- if not $given.existingSecret }}
{{- if not .root.Values.external.inCluster }}
{{- fail (printf "external.inCluster is false: name the Secret with the address of %s in external.%s.existingSecret" .part .part) }}
{{- end -}}
true
{{- end }}
{{- end }}

{{- define "switchboard.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: switchboard
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
