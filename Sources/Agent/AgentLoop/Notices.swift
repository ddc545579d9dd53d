/// What has reached the loop since it last looked into its inbox. Any number of the same kind is one.
struct Notices: Sendable {
    /// How many changes came from where: a subsystem of the kernel, `directory`, a sink.
    var changes: [String: Int] = [:]
    /// How many times changes were lost, because they came faster than they were read.
    var overruns = 0
    /// Something happened in a directory of CDI specs.
    var specDirectoryChanged = false
    /// A person asks for the configuration to be read again.
    var reload = false
    /// How many sources began to listen, so that what came before has to be looked at.
    var listening = 0
    /// What the blocking work came to; there is one at a time.
    var completion: Completion?

    var isEmpty: Bool {
        changes.isEmpty && overruns == 0 && !specDirectoryChanged && !reload && listening == 0 && completion == nil
    }

    mutating func add(changeFrom source: String) { changes[source, default: 0] += 1 }
}
