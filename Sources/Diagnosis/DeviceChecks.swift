internal import Hardware
private import InventoryViews
internal import Sysfs

/// What keeps devices from being offered, each with the command that mends it.
struct DeviceChecks {
    let findings: [Finding]

    init(_ host: HostRoot, _ inventory: Inventory) {
        let problems = inventory.accelerators.flatMap { Self.problems(of: $0, in: host) }
        let offered = inventory.offered.count
        let summary =
            inventory.accelerators.isEmpty
            ? Finding("devices", .warning, "There is no GPU or accelerator; `apus inventory` says where to go on.")
            : Finding(
                "devices", offered > 0 ? .ok : .warning,
                "\(offered) of \(inventory.accelerators.count) devices are offered.")
        findings = [summary] + Self.grouped(problems)
    }

    private struct Problem {
        let check: String
        let verdict: Finding.Verdict
        let address: String
        let text: String
        let remedy: String?
    }

    private static func problems(of device: Accelerator, in host: HostRoot) -> [Problem] {
        func problem(_ check: String, _ verdict: Finding.Verdict, _ text: String, _ remedy: String? = nil) -> Problem {
            Problem(
                check: check, verdict: verdict,
                address: device.partition == nil ? device.address.description : device.name.description, text: text,
                remedy: remedy ?? device.remedy)
        }
        let reason = device.readiness.reason ?? device.offer.reason ?? ""
        var problems: [Problem] = []
        switch device.offer.kind {
        case .noDriver where device.function.sriov.isVirtual:
            problems.append(problem("virtual-function-driver", .warning, "the virtual function has no driver"))
        case .noDriver: problems.append(problem("driver", .warning, "no driver is bound"))
        case .pending:
            problems.append(problem(device.missingNode == nil ? "pending" : "missing-node", .failure, reason))
        case .failed where device.function.driver == "nvidia" && reason.contains("libraries"):
            problems.append(problem("driver-files", .failure, reason, "sudo reboot"))
        case .failed: problems.append(problem("device", .failure, reason))
        case .groupShared:
            problems.append(problem("vfio-group", .failure, reason, stranger(beside: device, in: host)))
        case .notUsable: problems.append(problem("not-usable", .warning, reason))
        case nil, .virtualFunctionsEnabled, .divided, .managementDisplay, .attachmentExcluded, .noSharedCounters: break
        }
        if let function = device.function.sriov.physicalFunction, function.totalVFs == 0 {
            problems.append(
                problem(
                    "sriov", .warning,
                    "it is capable of SR-IOV, and its driver or firmware permits no virtual function (sriov_totalvfs is 0)"
                ))
        }
        if let link = narrowed(device.function.link), device.function.sriov.isVirtual == false, device.partition == nil
        {
            problems.append(problem("link", .warning, link))
        }
        return problems
    }

    /// Binds the other function of the IOMMU group to vfio, too.
    private static func stranger(beside device: Accelerator, in host: HostRoot) -> String? {
        let others = device.function.iommuGroup?.members.filter { $0 != device.address } ?? []
        let kept = others.first { address in
            let driver = host.link("/sys/bus/pci/devices/\(address)/driver")?.split(separator: "/").last
            return driver != nil && driver != "vfio-pci" && driver != "pcieport" && driver != "pci-stub"
        }
        return kept.map { "sudo driverctl set-override \($0) vfio-pci" }
    }

    /// Fewer lanes than the card and its slot have come from a riser, a dirty contact or a bifurcated slot; the speed
    /// alone falls at rest.
    private static func narrowed(_ link: PCIeLink) -> String? {
        guard let current = link.currentWidth, let maximum = link.maximumWidth, current > 0, current < maximum else {
            return nil
        }
        return "its link has \(current) of \(maximum) lanes: seat the card anew, or look at the slot"
    }

    /// The same problem of several devices once.
    private static func grouped(_ problems: [Problem]) -> [Finding] {
        var groups: [(first: Problem, others: Int)] = []
        for problem in problems {
            if let index = groups.firstIndex(where: { $0.first.check == problem.check && $0.first.text == problem.text }
            ) {
                groups[index].others += 1
            } else {
                groups.append((problem, 0))
            }
        }
        return groups.map { problem, others in
            let more = others == 0 ? "" : " and \(others) more"
            return Finding(
                problem.check, problem.verdict, "\(problem.address)\(more): \(problem.text).", remedy: problem.remedy)
        }
    }
}
