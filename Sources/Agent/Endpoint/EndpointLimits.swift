/// What one client may hold. Clients are local and want a few kilobytes, so all of it is small.
package struct EndpointLimits: Hashable, Sendable {
    /// For a whole request head, and between two requests.
    package var idle: Duration = .seconds(10)
    /// For a connection, whatever it does: slow bodies and clients that do not read end here. Scrapers connect again.
    package var lifetime: Duration = .seconds(30)
    package var connections = 32
    /// Bytes of all header fields together.
    package var headerSize = 16 * 1024

    package init() {}
}
