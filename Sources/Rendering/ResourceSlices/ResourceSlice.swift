/// A part of a node's pool of devices, an object of the API group `resource.k8s.io`, in no version yet.
package struct ResourceSlice: Hashable, Sendable {
    /// `metadata.name`.
    package let name: String
    package let driver: DriverName
    package let nodeName: NodeName
    package let pool: Pool
    package let sharedCounters: [CounterSet]
    package let devices: [SliceDevice]

    /// The name, or where it has more bytes than that, its beginning and a hash of the whole: for files.
    package func name(longest: Int) -> String { DNS1123.shortened(name, longest: longest) }
}
