internal import Hardware

/// Decides what documents announce, or says why not.
struct OfferRules {
    let rules: SurveyRules
    let blockers: IOMMUGroupBlockers

    func offer(of device: FoundDevice) -> Offer {
        let function = device.function
        if let live = function.sriov.physicalFunction?.liveVFs, live > 0, rules.physicalFunctionWithVFs == .hide {
            let functions = live == 1 ? "its virtual function is" : "its \(live) virtual functions are"
            return .withheld(
                as: .virtualFunctionsEnabled, because: "\(functions) enabled (physicalFunctionWithVFs: hide)")
        }
        if ManagementDisplay.contains(function), device.attachment != .passthrough {
            return .withheld(as: .managementDisplay, because: "the display of a management processor")
        }
        switch device.readiness {
        case .ready: break
        case .unbound: return .withheld(as: .noDriver, because: "no driver is bound")
        case .pending(let why): return .withheld(as: .pending, because: "pending: \(why)")
        case .failed(let why): return .failed(because: why)
        }
        if let reason = device.isUselessBecause { return .withheld(as: device.uselessness, because: reason) }
        guard let attachment = device.attachment else {
            return .withheld(as: .notUsable, because: "driver \(function.driver ?? "none") gives it no node")
        }
        guard rules.attachments.contains(attachment) else {
            return .withheld(
                as: .attachmentExcluded,
                because: "left out by the configuration: attachment.\(attachment.rawValue) is false")
        }
        guard attachment == .passthrough, let reason = blockers.reason(against: function) else { return .offered }
        return .withheld(as: .groupShared, because: reason)
    }
}
