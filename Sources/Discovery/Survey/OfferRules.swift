internal import Hardware

/// Decides what documents announce, or says why not.
struct OfferRules {
    let rules: SurveyRules
    let blockers: IOMMUGroupBlockers

    func offer(of device: FoundDevice) -> Offer {
        reason(against: device).map { .withheld(because: $0) } ?? .offered
    }

    private func reason(against device: FoundDevice) -> String? {
        let function = device.function
        if let live = function.sriov.physicalFunction?.liveVFs, live > 0, rules.physicalFunctionWithVFs == .hide {
            let functions = live == 1 ? "its virtual function is" : "its \(live) virtual functions are"
            return "\(functions) enabled (physicalFunctionWithVFs: hide)"
        }
        if ManagementDisplay.contains(function), device.attachment != .passthrough {
            return "the display of a management processor"
        }
        switch device.readiness {
        case .ready: break
        case .unbound: return "no driver is bound"
        case .pending(let why): return "pending: \(why)"
        case .failed(let why): return "failed: \(why)"
        }
        if let reason = device.isUselessBecause { return reason }
        guard let attachment = device.attachment else { return "driver \(function.driver ?? "none") gives it no node" }
        guard rules.attachments.contains(attachment) else {
            return "left out by the configuration: attachment.\(attachment.rawValue) is false"
        }
        return attachment == .passthrough ? blockers.reason(against: function) : nil
    }
}
