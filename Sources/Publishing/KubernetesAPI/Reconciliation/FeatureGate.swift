/// A switch of the API server without which it drops some fields of a slice, silently.
enum FeatureGate: String, CaseIterable {
    case partitionableDevices = "DRAPartitionableDevices"
    case deviceTaints = "DRADeviceTaints"
    case deviceBindingConditions = "DRADeviceBindingConditions"
    case consumableCapacity = "DRAConsumableCapacity"
    case nodeAllocatableResources = "DRANodeAllocatableResources"

    init?(droppedField field: String) {
        switch field {
        case "sharedCounters", "consumesCounters", "perDeviceNodeSelection": self = .partitionableDevices
        case "taints": self = .deviceTaints
        case "bindsToNode", "bindingConditions", "bindingFailureConditions": self = .deviceBindingConditions
        case "allowMultipleAllocations", "requestPolicy": self = .consumableCapacity
        case "nodeAllocatableResourceMappings": self = .nodeAllocatableResources
        default: return nil
        }
    }
}
