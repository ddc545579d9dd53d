/// What goes wrong with a request.
package enum Fault: Hashable, Sendable {
    /// The server answers so, and does nothing.
    case status(Int, retryAfter: Int? = nil)
    /// The server does it, so long after it was asked.
    case late(Duration)
    /// The connection breaks before the server has done anything.
    case cut
    /// The server does it, and the connection breaks before the answer.
    case lostAnswer
    /// The server does it, and the connection breaks in the middle of the answer.
    case cutAnswer
}
