private import Glibc
package import Hardware
private import SystemPackage

extension DriverFacts {
    /// Asks a kernel driver at the nodes of its GPUs. It may be stuck in the kernel: only a process that can be spared
    /// calls this.
    package init(of driver: DRMDriver, at nodes: [(address: PCIAddress, path: String)]) {
        self.init(gpus: nodes.map { GPU($0.address, of: driver, at: $0.path) })
    }
}

extension DriverFacts.GPU {
    fileprivate init(_ address: PCIAddress, of driver: DRMDriver, at path: String) {
        self.init(address: address)
        // To read is enough to ask.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            fault = "its render node cannot be opened: \(Errno(rawValue: errno))"
            return
        }
        defer { close(descriptor) }
        do throws(Errno) {
            let query = unsafe DRMMemoryQuery(driver) { request, argument in
                unsafe ioctl(descriptor, request, argument)
            }
            memoryBytes = try query.memoryBytes()
        } catch {
            fault = "the driver does not tell the size of its memory: \(error)"
        }
    }
}
