/// Why the agent ends by itself.
enum AgentError: Error, Hashable, CustomStringConvertible {
    /// Only another start can put right what is wrong. The reason is a sentence.
    case needsRestart(String)

    var description: String {
        switch self {
        case .needsRestart(let reason): "\(reason) The agent ends, so that the service manager sets it up anew."
        }
    }
}
