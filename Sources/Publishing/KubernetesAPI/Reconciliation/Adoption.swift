internal import Documents

/// What a server made of what was sent. The same is not sent again: the server would change it again.
struct Adoption: Hashable {
    /// Specs, of which the pool does not count.
    let sent: JSONValue
    let stored: JSONValue

    init(sent: JSONValue, stored: JSONValue) {
        self.sent = sent.setting("pool", nil)
        self.stored = stored.setting("pool", nil)
    }

    func excuses(_ stored: JSONValue, for desired: JSONValue) -> Bool {
        sent == desired.setting("pool", nil) && SpecComparison.isSame(stored, self.stored)
    }
}
