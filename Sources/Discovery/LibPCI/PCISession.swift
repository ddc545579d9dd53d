private import CPCI
private import CPCIGuard
internal import Hardware

/// Owns one libpci session; lives for one scan, inside one stack frame.
@safe struct PCISession: ~Copyable {
    private let access: UnsafeMutablePointer<pci_access>

    init() throws(PCIScanError) {
        guard let access = unsafe pci_alloc() else { throw .outOfMemory }
        unsafe self.access = unsafe access
    }

    deinit { unsafe pci_cleanup(access) }

    func open(sysfs: String) throws(PCIScanError) {
        let failure = unsafe guarded { message, capacity in
            unsafe pci_guarded_open(access, sysfs, message, capacity)
        }
        if let failure { throw .bus(path: sysfs, message: failure) }
    }

    func identity(of address: PCIAddress) throws(PCIScanError) -> PCIIdentity {
        guard let domain = Int32(exactly: address.domain) else {
            throw .function(address, message: "libpci knows domains up to 7fffffff only")
        }
        var device: UnsafeMutablePointer<pci_dev>?
        var failure = unsafe guarded { message, capacity in
            unsafe pci_guarded_get_dev(
                access, domain, Int32(address.bus), Int32(address.device), Int32(address.function), &device, message,
                capacity)
        }
        guard failure == nil, let device = unsafe device else {
            throw .function(address, message: failure ?? "libpci made no handle")
        }
        defer { unsafe pci_free_dev(device) }
        failure = unsafe guarded { message, capacity in
            unsafe pci_guarded_fill(access, device, PCI_FILL_IDENT | PCI_FILL_CLASS, message, capacity)
        }
        if let failure { throw .function(address, message: failure) }
        return unsafe PCIIdentity(
            vendorID: PCIID(device.pointee.vendor_id), deviceID: PCIID(device.pointee.device_id),
            subclass: device.pointee.device_class)
    }

    /// The names that pci.ids has; none where that file is missing.
    func name(of identity: PCIIdentity) -> ProductName {
        let vendor = Int32(identity.vendorID.rawValue)
        let device = Int32(identity.deviceID.rawValue)
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

    private func lookUp(_ call: Lookup) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
            var result: UnsafePointer<CChar>?
            let failure = unsafe guarded { message, capacity in
                unsafe call(buffer.baseAddress, buffer.count, &result, message, capacity)
            }
            guard failure == nil, let result = unsafe result else { return nil }
            return unsafe String(cString: result)
        }
    }

    /// Runs one guarded call; returns libpci's message where it failed.
    private func guarded(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Bool) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { message in
            unsafe message.initialize(repeating: 0)
            guard unsafe !call(message.baseAddress, message.count), let text = message.baseAddress else {
                return nil
            }
            return unsafe String(cString: text)
        }
    }
}
