import Glibc

/// What the system allows the process to have, as far as the daemon cannot begin without it: where Swift's run-time or
/// a library finds too little, it ends the process without a word.
enum ResourceLimits {
    /// A survey alone wants half of them.
    private static let fewestFiles = 64
    private static let leastMemory = 160 << 20

    /// A sentence for a person; nil where there is enough.
    static var shortage: String? {
        if let files = limit(RLIMIT_NOFILE), files < fewestFiles {
            return "apusd may have \(files) files open and needs \(fewestFiles). Allow more (LimitNOFILE= of a unit, "
                + "ulimit -n in a shell)."
        }
        if let bytes = limit(RLIMIT_AS), bytes < leastMemory {
            return "apusd may have \(bytes >> 20) MiB of address space and needs \(leastMemory >> 20). Allow more "
                + "(LimitAS= of a unit, ulimit -v in a shell)."
        }
        return nil
    }

    /// Nil where there is none.
    private static func limit(_ resource: __rlimit_resource) -> Int? {
        var limits = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limits) == 0 else { return nil }
        return Int(exactly: limits.rlim_cur)
    }
}
