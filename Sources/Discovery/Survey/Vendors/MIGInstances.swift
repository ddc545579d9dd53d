internal import Hardware
internal import Sysfs

/// Divides a GPU into its MIG instances, which are devices of their own.
struct MIGInstances {
    let driver: NVIDIADriver

    /// - Returns: The instances that workloads can be given. The GPU itself is not offered where it is divided.
    func divide(_ card: inout FoundDevice, _ gpu: NVIDIAGPU) -> [FoundDevice] {
        guard let division = driver.division(of: gpu) else { return [] }
        let wholeCard = card
        if card.readiness == .ready {
            let count = division.instances.count
            card.becomesUseless(
                count == 0 ? .notUsable : .divided,
                because: count == 0
                    ? "in MIG mode, and none of its GPU instances has a compute instance (nvidia-smi mig -cci makes one)"
                    : "divided into \(count) MIG instance\(count == 1 ? "" : "s"), which are devices of their own")
        }
        return division.instances.indices.map { part(of: wholeCard, division.instances[$0], index: $0) }
    }

    private func part(of card: FoundDevice, _ instance: MIGInstance, index: Int) -> FoundDevice {
        var device = card
        device.partition = Partition(
            parent: DeviceName(address: card.address, deviceID: card.function.deviceID),
            division: .mig(
                gpuInstance: instance.gpuInstance, computeInstance: instance.computeInstance, profile: nil),
            index: index)
        // Both are the whole GPU's.
        device.uuid = nil
        device.memory = nil
        // Instances do not draw.
        device.nodes.removeAll { $0.kind == .card || $0.kind == .render }
        device.nodes += instance.nodes
        if card.readiness == .ready, let obstacle = instance.obstacle { device.becomes(.pending(obstacle)) }
        return device
    }
}
