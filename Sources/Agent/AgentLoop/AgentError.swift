/// Why the agent ends by itself: only another start can put it right.
enum AgentError: Error, Hashable, CustomStringConvertible {
    case specsOutOfReach

    var description: String {
        """
        The CDI directory, which could be written, lies in a read-only file system now. The agent ends, so that the \
        service manager sets it up anew.
        """
    }
}
