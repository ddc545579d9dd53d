internal import Hardware

/// Decides what documents announce, or says why not.
struct OfferRules {
    let rules: SurveyRules
    let strangers: GroupStrangers

    func offer(of accelerator: Accelerator) -> Offer {
        reason(against: accelerator).map { .withheld(because: $0) } ?? .offered
    }

    private func reason(against accelerator: Accelerator) -> String? {
        let function = accelerator.function
        if let live = function.sriov.physicalFunction?.liveVFs, live > 0, rules.physicalFunctionWithVFs == .hide {
            let functions = live == 1 ? "its virtual function is" : "its \(live) virtual functions are"
            return "\(functions) enabled (physicalFunctionWithVFs: hide)"
        }
        if ManagementDisplay.contains(function), accelerator.attachment != .passthrough {
            return "the display of a management processor"
        }
        switch accelerator.readiness {
        case .ready: break
        case .unbound: return "no driver is bound"
        case .pending(let why): return "pending: \(why)"
        case .failed(let why): return "failed: \(why)"
        }
        guard let attachment = accelerator.attachment else {
            let driver = function.driver ?? "none"
            if StubDriver(rawValue: driver) != nil { return "held only: driver \(driver) gives it no node" }
            return accelerator.nodes.contains { $0.kind == .card }
                ? "display only: driver \(driver) gives no render, accel, KFD, vfio or vendor node"
                : "serves virtual GPUs only: driver \(driver) gives it no node of its own"
        }
        guard rules.attachments.contains(attachment) else {
            return "left out by the configuration: attachment.\(attachment.rawValue) is false"
        }
        return attachment == .passthrough ? strangers.reason(against: function) : nil
    }
}
