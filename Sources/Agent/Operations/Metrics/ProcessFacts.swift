private import Files
private import Glibc
private import StatusFile
private import SystemPackage

/// What the kernel says of a process; whatever it does not say is absent.
package struct ProcessFacts: Sendable {
    package var cpuSeconds: Double?
    package var residentBytes: Int?
    package var openDescriptors: Int?
    /// Seconds since 1970.
    package var startTime: Double?

    package init(
        cpuSeconds: Double? = nil, residentBytes: Int? = nil, openDescriptors: Int? = nil, startTime: Double? = nil
    ) {
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
        self.openDescriptors = openDescriptors
        self.startTime = startTime
    }

    /// Those of this process, now.
    package static func current() -> ProcessFacts {
        ProcessFacts(
            cpuSeconds: cpuTime(), residentBytes: residentSize(), openDescriptors: descriptorCount(),
            startTime: startOfProcess)
    }

    /// Read once: it is reckoned from the time of boot, which moves whenever the clock is set, and a start that moves
    /// looks like a restart.
    private static let startOfProcess: Double? = {
        guard let process = AgentProcess.current(), let boot = value(of: "btime", in: "/proc/stat") else { return nil }
        return Double(boot) + Double(process.startTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static func cpuTime() -> Double? {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func residentSize() -> Int? { value(of: "VmRSS:", in: "/proc/self/status").map { $0 * 1024 } }

    /// Without the one that is open for this very count.
    private static func descriptorCount() -> Int? {
        (try? Descriptor("/proc/self/fd", .readOnly, .directory).names()).map { $0.count - 1 }
    }

    /// The number that follows a word at the beginning of a line.
    private static func value(of word: String, in path: FilePath) -> Int? {
        let line = contents(of: path)?.split(separator: "\n").first { $0.hasPrefix(word) }
        return line?.dropFirst(word.count).split { $0 == " " || $0 == "\t" }.first.flatMap { Int($0) }
    }

    private static func contents(of path: FilePath) -> String? {
        (try? Descriptor(path).content()).map { String(decoding: $0, as: UTF8.self) }
    }
}

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
