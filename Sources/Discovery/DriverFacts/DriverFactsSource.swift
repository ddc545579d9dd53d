package import Hardware
private import Documents
package import Sysfs

/// Tells what drivers say of GPUs.
package protocol DriverFactsSource: Sendable {
    func facts(_ question: DriverFactsQuestion) -> DriverFactsAnswer
}

/// A driver, and the GPUs that it is asked about.
package struct DriverFactsQuestion: Hashable, Sendable {
    package let recipient: Recipient
    package let gpus: [GPU]

    package init(to recipient: Recipient, gpus: [GPU]) {
        self.recipient = recipient
        self.gpus = gpus
    }

    package enum Recipient: Hashable, Sendable {
        /// NVIDIA's, by `libnvidia-ml` on this host.
        case library(String, driverVersion: String)
        /// One in the kernel, by its GPUs' nodes.
        case driver(DRMDriver)
    }

    /// What an answer is about: another card in the slot, or another division of it, is another question.
    package struct GPU: Hashable, Sendable {
        package let address: PCIAddress
        package let uuid: String?
        package let instances: [String]
        /// At which a driver in the kernel is asked.
        package let node: String?

        package init(address: PCIAddress, uuid: String? = nil, instances: [String] = [], node: String? = nil) {
            self.address = address
            self.uuid = uuid
            self.instances = instances
            self.node = node
        }
    }
}

package struct DriverFactsAnswer: Hashable, Sendable {
    package var facts = DriverFacts()
    /// By address, why there are none: sentences without a final stop.
    package var faults: [PCIAddress: String] = [:]

    package init() {}
}

/// What a recording holds of a driver's answers, in the helper's own form.
package struct RecordedDriverFacts: DriverFactsSource {
    private let host: HostRoot

    package init(_ host: HostRoot) { self.host = host }

    package func facts(_ question: DriverFactsQuestion) -> DriverFactsAnswer {
        var answer = DriverFactsAnswer()
        guard let text = host.directory("/" + Self.directory)?.bytes(Self.file),
            let json = try? JSONValue.reading(json: text), let facts = DriverFacts(json: json)
        else { return answer }
        answer.facts = facts
        answer.facts.gpus = facts.gpus.filter { gpu in
            question.gpus.contains { $0.address == gpu.address && ($0.uuid == nil || $0.uuid == gpu.uuid) }
        }
        return answer
    }

    private static let directory = "run/apus"
    private static let file = "driver-facts.json"

    /// Below the host's root.
    package static let path = "\(directory)/\(file)"

    package static func content(_ facts: DriverFacts) -> [UInt8] { Array((facts.json.compactJSONText + "\n").utf8) }
}
