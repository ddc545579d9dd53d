/// What a server said.
struct Answer: Hashable, Sendable {
    let status: Int
    let reason: String
    let retryAfter: String?
    let date: String?
    let location: String?
    /// The first bytes.
    let body: [UInt8]

    static let longestBody = 65536

    /// The credentials do not open the door.
    var isDenial: Bool { status == 401 || status == 403 }
}
