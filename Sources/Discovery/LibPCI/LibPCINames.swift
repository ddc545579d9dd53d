private import CPCI
private import CPCIGuard
internal import Hardware
internal import SystemPackage

/// Names through libpci, which reads compressed lists too. It builds a table of all names to find one.
struct LibPCINames {
    private let file: FilePath?

    /// Without a file, it is libpci's own.
    init(_ file: FilePath?) { self.file = file }

    /// Where the libpci that is loaded looks for its list.
    static var standardFile: FilePath? {
        guard let session = Session(file: nil) else { return nil }
        return session.file
    }

    func names(of devices: Set<ProductID>) -> [ProductID: ProductName] {
        guard let session = Session(file: file) else { return [:] }
        return Dictionary(uniqueKeysWithValues: devices.map { ($0, session.name(of: $0)) })
    }
}

/// Owns one libpci session; lives inside one stack frame.
@safe private struct Session: ~Copyable {
    private let access: UnsafeMutablePointer<pci_access>

    /// Nil where no memory is left.
    init?(file: FilePath?) {
        guard let access = unsafe pci_alloc() else { return nil }
        unsafe self.access = unsafe access
        guard let file else { return }
        _ = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { message in
            unsafe pci_guarded_set_name_list(access, file.string, message.baseAddress, message.count)
        }
    }

    deinit { unsafe pci_cleanup(access) }

    var file: FilePath? {
        unsafe pci_guarded_name_list(access).map { unsafe FilePath(String(cString: $0)) }
    }

    func name(of id: ProductID) -> ProductName {
        let vendor = Int32(id.vendor.rawValue)
        let device = Int32(id.device.rawValue)
        return ProductName(
            vendor: unsafe lookUp { buffer, size, result, message, capacity in
                unsafe pci_guarded_vendor_name(access, vendor, buffer, size, result, message, capacity)
            },
            entry: unsafe lookUp { buffer, size, result, message, capacity in
                unsafe pci_guarded_device_name(access, vendor, device, buffer, size, result, message, capacity)
            })
    }

    private typealias Lookup = (
        UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<UnsafePointer<CChar>?>,
        UnsafeMutablePointer<CChar>?, Int
    ) -> Bool

    /// A name that libpci fails to look up is as good as none.
    private func lookUp(_ call: Lookup) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { message in
                var result: UnsafePointer<CChar>?
                guard
                    unsafe call(buffer.baseAddress, buffer.count, &result, message.baseAddress, message.count),
                    let result = unsafe result
                else { return nil }
                return unsafe String(cString: result)
            }
        }
    }
}
