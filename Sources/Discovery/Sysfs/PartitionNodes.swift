private import Files
package import Hardware

/// DRM nodes of partitions of AMD cards. They hang off platform devices `amdgpu_xcp_N` that carry no link to their card
/// and exist in numbers even when unused; only KFD's render minors tell which are whose.
package struct PartitionNodes: Sendable {
    private var byRenderMinor: [UInt32: [DeviceNode]] = [:]

    /// No partitions.
    package init() {}

    package init(_ host: HostRoot) {
        let platform = "/sys/devices/platform"
        for name in (host.directory(platform)?.names() ?? []) where name.hasPrefix("amdgpu_xcp") {
            let path = "\(platform)/\(name)/drm"
            let devices = (host.directory(path)?.names() ?? []).sorted().compactMap { drm in
                ClassDevice(at: "\(path)/\(drm)", in: host, nodeName: "dri/\(drm)").flatMap { device in
                    device.node(drm.hasPrefix("render") ? .render : .card, in: host)
                }
            }
            guard let minor = devices.first(where: { $0.kind == .render })?.minor else { continue }
            byRenderMinor[minor] = devices
        }
    }

    package func nodes(renderMinor: UInt32) -> [DeviceNode] { byRenderMinor[renderMinor] ?? [] }
}
