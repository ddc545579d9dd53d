private import Dispatch
internal import Hardware
private import Synchronization

/// Reads candidates on all cores: with hundreds of virtual functions, the kernel's work for one file after the other is
/// what a survey waits for.
struct CandidateReading {
    private let reader: AcceleratorReader
    /// Fewer candidates than this are not worth another thread.
    private static let smallestShare = 32
    private static let mostShares = 8

    init(_ reader: AcceleratorReader) {
        self.reader = reader
    }

    /// - Parameter candidates: Sorted, so that a physical function's relatives are mostly read by one reader.
    /// - Returns: Accelerators by address, and what could not be read.
    func read(_ candidates: [PCIAddress]) -> ([Accelerator], [Omission]) {
        let count = min(max(candidates.count / Self.smallestShare, 1), Self.mostShares)
        let results = Mutex([Share?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { [reader] index in
            let start = candidates.count * index / count
            let share = Share(of: candidates[start..<(candidates.count * (index + 1) / count)], reader)
            results.withLock { $0[index] = share }
        }
        let shares = results.withLock { $0.compactMap(\.self) }
        return (shares.flatMap(\.accelerators), shares.flatMap(\.omissions))
    }

    private struct Share: Sendable {
        var accelerators: [Accelerator] = []
        var omissions: [Omission] = []

        init(of candidates: ArraySlice<PCIAddress>, _ prototype: AcceleratorReader) {
            var reader = prototype
            for address in candidates {
                do throws(UnreadableFunction) {
                    accelerators.append(try reader.accelerator(at: address))
                } catch {
                    omissions.append(Omission(address: address, what: "function", why: error.description))
                }
            }
        }
    }
}
