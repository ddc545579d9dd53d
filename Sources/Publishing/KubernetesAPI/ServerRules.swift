internal import ResourceSlices

/// What one API server makes of slices, as far as it is known. A server that is upgraded or started with other settings
/// works by other rules.
struct ServerRules {
    /// nil until it is negotiated.
    var dialect: SliceDialect?
    /// What the server said; nil as long as it does not let us ask.
    var release: KubernetesVersion?
    /// Those whose fields the server was seen to drop.
    var missingGates: Set<FeatureGate> = []
    /// Whether the server was asked what it makes of shared counters.
    var areCountersTried = false
    /// By the place in the pool, what the server made of what was sent.
    var rewrites: [Int: ServerRewrite] = [:]

    var keepsCounters: Bool {
        dialect?.limits.counterLayout != .unsupported && !missingGates.contains(.partitionableDevices)
    }

    /// A server that was started again may have other feature gates.
    ///
    /// - Returns: Whether anything was known that may not be true any more.
    mutating func doubtGates() -> Bool {
        let lasting = rewrites.filter { !$0.value.isByFeatureGate }
        let hasDoubts = !missingGates.isEmpty || lasting.count < rewrites.count
        missingGates = []
        // Counters that were kept may be dropped from now on.
        areCountersTried = false
        rewrites = lasting
        return hasDoubts
    }
}

/// A switch of the API server without which it drops some fields of a slice, silently.
enum FeatureGate: String, CaseIterable {
    case partitionableDevices = "DRAPartitionableDevices"
    case deviceTaints = "DRADeviceTaints"
    case deviceBindingConditions = "DRADeviceBindingConditions"
    case consumableCapacity = "DRAConsumableCapacity"
    case nodeAllocatableResources = "DRANodeAllocatableResources"
    case partitionableDevicesType = "DRAPartitionableDevicesType"
    case optionalNodeOperations = "DRAOptionalNodeOperations"

    init?(droppedField field: String) {
        switch field {
        case "sharedCounters", "consumesCounters", "perDeviceNodeSelection": self = .partitionableDevices
        case "taints": self = .deviceTaints
        case "bindsToNode", "bindingConditions", "bindingFailureConditions": self = .deviceBindingConditions
        case "allowMultipleAllocations", "requestPolicy": self = .consumableCapacity
        // The second until 1.36.
        case "nodeAllocatableResources", "nodeAllocatableResourceMappings": self = .nodeAllocatableResources
        case "partitionTypeAttribute": self = .partitionableDevicesType
        case "skipNodeOperations": self = .optionalNodeOperations
        default: return nil
        }
    }
}
