{{/* What differs between the containers of the three. */}}
{{- define "switchboard.postgresql" -}}
args: ["-c", "port={{ .own.port }}", "-c", "max_connections={{ .own.maxConnections }}"]
env:
  - {name: POSTGRES_USER, value: switchboard}
  - {name: POSTGRES_DB, value: switchboard}
  - {name: POSTGRES_INITDB_ARGS, value: --auth-host=scram-sha-256}
  # Below the volume's root, which may hold lost+found.
  - {name: PGDATA, value: /var/lib/postgresql/data/pgdata}
  - name: POSTGRES_PASSWORD
    valueFrom: {secretKeyRef: {name: {{ .secret }}, key: password}}
startupProbe:
  exec: {command: [pg_isready, -q, -h, 127.0.0.1, -p, "{{ .own.port }}", -U, switchboard]}
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 150
livenessProbe:
  exec: {command: [pg_isready, -q, -h, 127.0.0.1, -p, "{{ .own.port }}", -U, switchboard]}
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  exec: {command: [pg_isready, -q, -h, 127.0.0.1, -p, "{{ .own.port }}", -U, switchboard]}
  periodSeconds: 5
  timeoutSeconds: 3
volumeMounts:
  - {name: data, mountPath: /var/lib/postgresql/data}
  - {name: run, mountPath: /var/run/postgresql}
  - {name: shm, mountPath: /dev/shm}
  - {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "switchboard.rabbitmq" -}}
env:
  - {name: RABBITMQ_DEFAULT_USER, value: switchboard}
  - name: RABBITMQ_DEFAULT_PASS
    valueFrom: {secretKeyRef: {name: {{ .secret }}, key: password}}
startupProbe:
  exec: {command: [rabbitmq-diagnostics, -q, check_port_connectivity]}
  periodSeconds: 5
  timeoutSeconds: 15
  failureThreshold: 60
livenessProbe:
  exec: {command: [rabbitmq-diagnostics, -q, ping]}
  periodSeconds: 60
  timeoutSeconds: 15
  failureThreshold: 3
readinessProbe:
  exec: {command: [rabbitmq-diagnostics, -q, check_port_connectivity]}
  periodSeconds: 20
  timeoutSeconds: 15
volumeMounts:
  - {name: data, mountPath: /var/lib/rabbitmq}
  - {name: config, mountPath: /etc/rabbitmq/conf.d/20-switchboard.conf, subPath: switchboard.conf, readOnly: true}
  - {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "switchboard.redis" -}}
args: [redis-server, /etc/redis/redis.conf, --port, "{{ .own.port }}"]
env:
  - name: REDISCLI_AUTH
    valueFrom: {secretKeyRef: {name: {{ .secret }}, key: password}}
livenessProbe:
  exec: {command: [redis-cli, -p, "{{ .own.port }}", ping]}
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
readinessProbe:
  exec: {command: [redis-cli, -p, "{{ .own.port }}", ping]}
  periodSeconds: 5
  timeoutSeconds: 3
volumeMounts:
  - {name: data, mountPath: /data}
  - {name: config, mountPath: /etc/redis, readOnly: true}
  - {name: tmp, mountPath: /tmp}
{{- end }}
