internal import Documents

/// What a server made of what was sent. The same is not sent again: the server would change it again.
struct ServerRewrite: Hashable {
    /// Specs, of which the pool does not count.
    private let sent: JSONValue
    private let stored: JSONValue

    init(sent: JSONValue, stored: JSONValue) {
        self.sent = sent.setting("pool", nil)
        self.stored = stored.setting("pool", nil)
    }

    func excuses(_ stored: JSONValue, for desired: JSONValue) -> Bool {
        sent == desired.setting("pool", nil) && SpecComparison.isSame(stored, self.stored)
    }

    /// Whether fields are gone that a server drops whose feature gate is off.
    var isByFeatureGate: Bool {
        SpecComparison.differences(of: stored, from: sent).contains { FeatureGate(droppedField: $0.field) != nil }
    }
}
