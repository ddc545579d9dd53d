internal import Delivery

extension SinkStatus.State {
    static let names = ["idle", "publishing", "rejected", "waiting"]

    var name: String {
        switch self {
        case .idle: "idle"
        case .publishing: "publishing"
        case .waiting: "waiting"
        case .rejected: "rejected"
        }
    }
}
