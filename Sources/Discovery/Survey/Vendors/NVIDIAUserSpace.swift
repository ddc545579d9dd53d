internal import DriverFiles
internal import Hardware
internal import Sysfs

/// Joins GPUs with the user space of their driver: a container cannot compute with nodes alone, nor with libraries of
/// another version than the loaded module's.
struct NVIDIAUserSpace {
    let host: HostRoot
    /// Where a person says that the driver is.
    let root: String?
    let memory: DriverFilesMemory

    /// The files that programs load here; GPUs whose driver they do not fit fail. Nil where no GPU computes.
    func join(_ devices: inout [FoundDevice], omissions: inout [Omission]) -> DriverFiles? {
        let users = devices.indices.filter { devices[$0].computesWithNVIDIA }
        guard let first = users.first else { return nil }
        let module = devices[first].function.driverVersion
        guard let files = memory.find(on: host, root: root, module: module) else {
            omissions.append(
                Omission(
                    what: "user space of the driver nvidia",
                    why: """
                        neither libcuda nor libnvidia-ml is in a directory of this host's loader, so that containers are \
                        given device nodes alone
                        """))
            return nil
        }
        guard let module, files.version != module else { return files }
        for index in users {
            devices[index].becomes(
                .failed(
                    """
                    the driver's libraries are of version \(files.version), its loaded module of \(module): load the \
                    module anew, or restart the machine
                    """))
        }
        return files
    }
}

extension FoundDevice {
    fileprivate var computesWithNVIDIA: Bool {
        function.driver == "nvidia" && attachment == .native && readiness == .ready
    }
}
