extension ProcessFacts {
    var families: [MetricFamily] {
        [
            MetricFamily(
                "process_cpu_seconds_total", .counter, "CPU time that the process has used.",
                cpuSeconds.map { [MetricSample($0)] } ?? []),
            MetricFamily(
                "process_resident_memory_bytes", .gauge, "Memory of the process that is resident.",
                residentBytes.map { [MetricSample($0)] } ?? []),
            MetricFamily(
                "process_open_fds", .gauge, "Descriptors that the process has open.",
                openDescriptors.map { [MetricSample($0)] } ?? []),
            MetricFamily(
                "process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.",
                startTime.map { [MetricSample($0)] } ?? []),
        ]
    }
}
