internal import Delivery

// One place names all metrics: docs/metrics.md has the same ones in the same order.
extension AgentRecord {
    func families(now: ContinuousClock.Instant) -> [MetricFamily] {
        stateFamilies + surveyFamilies + specFamilies + claimFamilies + sinkFamilies(now: now)
    }

    private var stateFamilies: [MetricFamily] {
        [
            MetricFamily("apus_ready", .gauge, "Whether the agent is ready.", unreadiness == nil ? 1 : 0),
            MetricFamily(
                "apus_config_reloads_total", .counter, "Reloads of the configuration, by result.",
                [MetricSample(failedReloads, ["result": "failed"]), MetricSample(reloads, ["result": "ok"])]),
            MetricFamily(
                "apus_config_last_reload_timestamp_seconds", .gauge, "When the configuration was last read again.",
                lastReload.map { [MetricSample($0)] } ?? []),
            MetricFamily(
                "apus_events_total", .counter, "Reasons to survey again; the kernel's have a subsystem.",
                events.samples),
            MetricFamily(
                "apus_event_overruns_total", .counter, "Times that the kernel had to drop events.", overruns),
        ]
    }

    private var surveyFamilies: [MetricFamily] {
        [
            MetricFamily(
                "apus_surveys_total", .counter, "Surveys of the host, by result.",
                [MetricSample(failedSurveys, ["result": "failed"]), MetricSample(surveys, ["result": "ok"])]),
            MetricFamily(
                "apus_survey_duration_seconds", .histogram, "How long surveys of the host took.", surveyDurations),
            MetricFamily(
                "apus_last_survey_timestamp_seconds", .gauge, "When the host was last surveyed with success.",
                lastSurvey.map { [MetricSample($0)] } ?? []),
            MetricFamily("apus_device_info", .gauge, "1, with what is known of a device.", devices.infoSamples),
            MetricFamily("apus_device_state", .gauge, "1, with the state that a device is in.", devices.stateSamples),
            MetricFamily(
                "apus_devices", .gauge, "Devices found by the last survey, by state and type.", devices.foundSamples),
            MetricFamily(
                "apus_devices_offered", .gauge, "Devices that documents announce, by type.", devices.offeredSamples),
            MetricFamily("apus_omissions", .gauge, "What the last survey left out.", omissions),
        ]
    }

    private var specFamilies: [MetricFamily] {
        [
            MetricFamily("apus_cdi_writes_total", .counter, "CDI files written.", specWrites),
            MetricFamily("apus_cdi_removals_total", .counter, "CDI files removed.", specRemovals),
            MetricFamily(
                "apus_cdi_write_failures_total", .counter, "Times that CDI files could not be written or removed.",
                specFailures),
            MetricFamily(
                "apus_pool_generation", .gauge, "Generation of the ResourceSlices, by pool.",
                pool.map { [MetricSample($0.generation, ["pool": $0.name])] } ?? []),
        ]
    }

    private var claimFamilies: [MetricFamily] {
        [
            MetricFamily(
                "apus_claim_preparations_total", .counter, "Claims prepared for the kubelet, by result.",
                claims.preparationSamples),
            MetricFamily(
                "apus_claim_preparation_duration_seconds", .histogram, "How long preparing a claim took.",
                claims.preparations),
            MetricFamily(
                "apus_claim_undoings_total", .counter, "Claims undone for the kubelet, by result.",
                claims.undoingSamples),
            MetricFamily(
                "apus_claim_undoing_duration_seconds", .histogram, "How long undoing a claim took.", claims.undoings),
        ]
    }

    private func sinkFamilies(now: ContinuousClock.Instant) -> [MetricFamily] {
        let sinks = sinks.sorted { $0.key < $1.key }
        return [
            MetricFamily(
                "apus_sink_state", .gauge, "1 for the state that a sink is in.",
                sinks.flatMap { name, status in
                    SinkStatus.State.names.map { state in
                        MetricSample(status.state.name == state ? 1 : 0, ["sink": name, "state": state])
                    }
                }),
            MetricFamily(
                "apus_sink_attempts_total", .counter, "Attempts to publish, by sink.",
                sinks.map { MetricSample($1.attempts, ["sink": $0]) }),
            MetricFamily(
                "apus_sink_failures_total", .counter, "Attempts to publish that failed, by sink.",
                sinks.map { MetricSample($1.failures, ["sink": $0]) }),
            MetricFamily(
                "apus_sink_requests_total", .counter, "Requests of network sinks, by the status of the answer.",
                requests.sorted { $0.key < $1.key }.flatMap { name, codes in
                    codes.sorted { $0.key ?? 0 < $1.key ?? 0 }.map { code, count in
                        MetricSample(count, ["sink": name, "code": code.map(String.init) ?? "none"])
                    }
                }),
            MetricFamily(
                "apus_sink_queue_age_seconds", .gauge,
                "How long the oldest unpublished state has been waiting, by sink.",
                sinks.map { name, status in
                    let age = status.queuedSince.map { ($0.duration(to: now)).seconds } ?? 0
                    return MetricSample(max(0, age), ["sink": name])
                }),
            MetricFamily(
                "apus_sink_last_success_timestamp_seconds", .gauge, "When a sink last took a publication.",
                sinks.compactMap { name, status in
                    status.lastSuccess.map { MetricSample($0, ["sink": name]) }
                }),
        ]
    }
}

extension SinkStatus.State {
    static let names = ["idle", "publishing", "rejected", "waiting"]

    var name: String {
        switch self {
        case .idle: "idle"
        case .publishing: "publishing"
        case .waiting: "waiting"
        case .rejected: "rejected"
        }
    }
}
