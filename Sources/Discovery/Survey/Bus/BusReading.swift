internal import Hardware
internal import Sysfs
private import Synchronization

/// A share of the bus, read one function after the other: of all, what they are; of those that are wanted, everything.
struct BusReading: Sendable {
    static let path = "/sys/bus/pci/devices"

    private(set) var functions: [(address: PCIAddress, iommuGroup: Int?)] = []
    private(set) var devices: [FoundDevice] = []
    private(set) var omissions: [Omission] = []

    init(
        of addresses: ArraySlice<PCIAddress>, on bus: borrowing HostDirectory, in host: HostRoot, _ rules: SurveyRules,
        by prototype: AcceleratorReader, steps: Steps? = nil,
        isWanted: (PCIAddress, FunctionIdentity) -> Bool
    ) {
        var reader = prototype
        for address in addresses {
            defer { steps?.advance() }
            do throws(UnreadableFunction) {
                let function = try ListedFunction(address, on: bus, in: host)
                let identity = function.identity
                functions.append((address, identity.iommuGroup))
                guard isWanted(address, identity) else { continue }
                let rule = rules.selection.excludeRule(
                    vendor: identity.vendorID, device: identity.deviceID, class: identity.pciClass, address: address)
                if let rule {
                    omissions.append(
                        Omission(
                            address: address, what: "function", why: "left out by the configuration: \(rule)",
                            isChosen: true))
                } else {
                    devices += try reader.devices(of: function)
                }
            } catch {
                omissions.append(Omission(address: address, what: "function", why: error.description))
            }
        }
    }
}

/// Counts what several threads have done of one piece of work.
final class Steps: Sendable {
    private let count = Atomic(0)
    private let total: Int
    private let report: @Sendable (_ done: Int, _ total: Int) -> Void

    /// Nil where nobody wants to hear of it.
    init?(of total: Int, _ report: (@Sendable (_ done: Int, _ total: Int) -> Void)?) {
        guard let report else { return nil }
        self.total = total
        self.report = report
    }

    func advance() { report(count.add(1, ordering: .relaxed).newValue, total) }
}

extension SurveyRules {
    func isCandidate(_ address: PCIAddress, _ identity: FunctionIdentity) -> Bool {
        identity.pciClass.isDisplay || identity.pciClass.isProcessingAccelerator
            || KnownFamily.contains(
                vendorID: identity.vendorID, deviceID: identity.deviceID, baseClass: identity.pciClass.base)
            || selection.matchesInclude(
                vendor: identity.vendorID, device: identity.deviceID, class: identity.pciClass, address: address)
    }
}
