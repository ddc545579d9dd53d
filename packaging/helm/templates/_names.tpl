{{- define "apus.labels" -}}
{app.kubernetes.io/name: {{ .Values.name }}}
{{- end }}
{{- define "apus.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- /* The configuration: what the chart decides is stronger than what is given, since mounts depend on it. */}}
{{- define "apus.configuration" -}}
{{- $decided := dict
  "cdi" (dict "directory" .Values.cdi.directory)
  "discovery" (dict "hostRoot" "/host")
  "state" (dict "directory" .Values.state.directory)
  "slices" (dict "driver" .Values.driver)
  "kubelet" (dict "enabled" .Values.kubelet.plugin "directory" .Values.kubelet.directory)
-}}
{{- if .Values.endpoint.secret }}
{{- $files := "/etc/apus-endpoint" }}
{{- $_ := set $decided "endpoint" (dict
  "listen" (printf "0.0.0.0:%d" (int .Values.endpoint.port))
  "certificate" (printf "%s/tls.crt" $files) "key" (printf "%s/tls.key" $files) "tokenFile" (printf "%s/token" $files)) }}
{{- else if or .Values.probes.enabled .Values.metrics.proxy.image }}
{{- $_ := set $decided "endpoint" (dict "listen" (printf "127.0.0.1:%d" (int .Values.endpoint.port))) }}
{{- end }}
{{- $given := deepCopy .Values.configuration }}
{{- if not (hasKey $given "sinks") }}{{ $_ := set $given "sinks" (list (dict "type" "kubernetes")) }}{{ end }}
{{- toYaml (mergeOverwrite $given $decided) }}
{{- end }}
