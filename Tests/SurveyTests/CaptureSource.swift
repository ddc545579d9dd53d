import Testing

/// Where a capture comes from.
struct CaptureSource: CustomTestStringConvertible {
    let name: String
    let directory: String?

    /// `directory` is where an archive has its machine; nil marks a recording.
    init(_ name: String, in directory: String? = nil) {
        self.name = name
        self.directory = directory
    }

    func open() throws -> Capture {
        try directory.map { try Capture.archive(name, directory: $0) } ?? .recording(name)
    }

    var testDescription: String { name }

    static let a2 = CaptureSource("harvester-pcidevices/derived-vgpu-gpu-only.umockdev")
    static let t4 = CaptureSource(
        "harvester-pcidevices/linux-amd64-e147d239df014921c6cbb49fbc3d6c41.tar.gz", in: ".")
    static let dgx = CaptureSource("checkbox-udevdb/derived-umockdev/NVIDIA_DGXA100.umockdev")
    static let lunarLake = CaptureSource("checkbox-udevdb/derived-umockdev/IPU7_DRIVER.umockdev")
    static let power8 = CaptureSource("checkbox-udevdb/derived-umockdev/MELLANOX_40GBPS.umockdev")
    static let toshiba = CaptureSource("checkbox-udevdb/derived-umockdev/TOSHIBA_NVME.umockdev")
    static let eliteBook = CaptureSource("checkbox-udevdb/derived-umockdev/HP_ELITEBOOK_835_13_INCH_G10.umockdev")
    static let alderLake = CaptureSource("ghw/linux-amd64-415ee03b8c4d1c4f07ae2e9d8b3d3d6d.tar.gz", in: ".")
    static let p100 = CaptureSource("ghw/linux-amd64-accel-nvidia.tar.gz", in: ".")
    static let wideDomain = CaptureSource("hwloc/linux/2pa-pcidomain32bits.tar.bz2", in: "2pa-pcidomain32bits")
    static let vectorEngines = CaptureSource("hwloc/linux/32intel64-2p8co2t+8ve.tar.bz2", in: "32intel64-2p8co2t+8ve")
    static let quickAssist = CaptureSource("nfd/rootfs-1.tar.xz", in: "rootfs-1")
    static let dell = CaptureSource("openshift/debug-tools_dell_2_numa_sysinfo.tgz", in: ".")
    static let platformSecurity = CaptureSource("fwupd/PciPspWithHsi.umockdev")

    static let all = [
        a2, t4, dgx, lunarLake, power8, toshiba, eliteBook, alderLake, p100, wideDomain, vectorEngines, quickAssist,
        dell, platformSecurity,
    ]
}
