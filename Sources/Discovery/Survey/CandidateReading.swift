internal import Hardware
private import Sysfs

/// A share of the candidates, read one after the other.
struct CandidateReading: Sendable {
    private(set) var devices: [FoundDevice] = []
    private(set) var omissions: [Omission] = []

    init(of candidates: ArraySlice<PCIAddress>, by prototype: AcceleratorReader) {
        var reader = prototype
        for address in candidates {
            do throws(UnreadableFunction) {
                devices += try reader.devices(at: address)
            } catch {
                omissions.append(Omission(address: address, what: "function", why: error.description))
            }
        }
    }
}
