import Hardware
import Operations
import TestSupport
import Testing

extension Telemetry {
    convenience init(_ clock: TestClock, version: String = "1.2.3") {
        self.init(
            version: version, clock: clock, time: { 1_700_000_100.25 },
            process: {
                ProcessFacts(
                    cpuSeconds: 0.25, residentBytes: 20_971_520, openDescriptors: 17, startTime: 1_700_000_000.5)
            })
    }

    /// The value behind a metric with its labels; nil where there is no such line.
    func value(_ metric: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(metric + " ") }
            .flatMap { Double($0.dropFirst(metric.count + 1)) }
    }
}

extension Inventory {
    /// A GPU with two virtual functions, the last one without a driver, and an accelerator whose nodes are missing.
    static func mixed() throws -> Inventory {
        let gpu = try #require(PCIAddress("0000:08:00.0"))
        let physical = PhysicalFunction(totalVFs: 16, enabledVFs: 2)
        return Inventory(
            accelerators: [
                try accelerator(
                    "0000:08:00.0", sriov: .physical(physical),
                    offer: .withheld(as: .virtualFunctionsEnabled, because: "it has VFs")),
                try accelerator("0000:08:00.4", sriov: .virtual(of: gpu, index: 0)),
                try accelerator(
                    "0000:08:00.5", sriov: .virtual(of: gpu, index: 1), readiness: .unbound,
                    offer: .withheld(as: .noDriver, because: "no driver is bound")),
                try accelerator(
                    "0000:19:00.0", class: 0x12_0000, readiness: .pending("its node is missing"),
                    offer: .withheld(as: .pending, because: "its node is missing")),
            ],
            omissions: [Omission(what: "entry x", why: "no address")])
    }

    private static func accelerator(
        _ address: String, class code: UInt32 = 0x03_0000, sriov: SRIOVRole = .none, readiness: Readiness = .ready,
        offer: Offer = .offered
    ) throws -> Accelerator {
        let function = PCIFunction(
            address: try #require(PCIAddress(address)), vendorID: PCIID(0x10de), deviceID: PCIID(0x25b6),
            pciClass: try #require(PCIClass(code: code)), sriov: sriov)
        return Accelerator(function: function, readiness: readiness, offer: offer)
    }
}
