import Hardware
import Sysfs

/// The input is one text; every parser of such texts gets it, and every file of a small host holds it.
enum SysfsProperties {
    static func check(_ bytes: [UInt8]) -> Int32 {
        let text = String(decoding: bytes, as: UTF8.self)
        checkValues(text)
        checkNames(text)
        checkPlaces(text)
        checkUevent(text)
        checkFiles(bytes)
        return 0
    }

    private static func checkValues(_ text: String) {
        if let speed = LinkSpeed(sysfs: text) {
            require(speed.tenths >= 0, "\(speed) is a speed")
            require(LinkSpeed(sysfs: "\(speed) PCIe") == speed, "\(speed) reads back")
        }
        if let id = PCIID(text: text[...]) {
            let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
            require(id.description == "0x" + digits.lowercased(), "\(id) is what \(text) says")
            require(PCIID(text: id.description[...]) == id, "\(id) reads back")
        }
        if let number = DeviceNumber(dev: text) {
            require(DeviceNumber(dev: "\(number.major):\(number.minor)") == number, "\(number) reads back")
        }
        for (number, digits) in [(Int(decimalDigits: text), 10), (Int(hexadecimalDigits: text), 16)] {
            guard let number else { continue }
            let significant = text.drop { $0 == "0" }.lowercased()
            require(String(number, radix: digits) == (significant.isEmpty ? "0" : significant), "\(text) is \(number)")
        }
    }

    private static func checkNames(_ text: String) {
        if let pattern = ClassPattern(text) {
            require(ClassPattern(pattern.description) == pattern, "\(pattern) reads back")
        }
        if let pattern = IDPattern(text) { require(IDPattern(pattern.description) == pattern, "\(pattern) reads back") }
        let name = ProductName(entry: text)
        for part in [name.architecture, name.family, name.model] {
            guard let part else { continue }
            require(!part.isEmpty, "a part of the name \(text) is absent rather than empty")
        }
    }

    private static func checkPlaces(_ text: String) {
        if let address = PCIAddress(text) {
            require(address.description == text.lowercased(), "\(address) is what \(text) says")
            require(PCIAddress(address.description) == address, "\(address) reads back")
            require(
                address.dashed == String(address.description.map { $0 == ":" || $0 == "." ? "-" : $0 }),
                "\(address.dashed) is the address with dashes")
        }
        let place = TopologyPath(of: Input.address, link: text)
        require(place.directory.hasPrefix("/sys/"), "\(place.directory) is in sysfs")
        require(!place.directory.hasComponent(".."), "\(place.directory) leads nowhere else")
        require(place.pcieRoot?.hasPrefix("pci") != false, "\(place.pcieRoot ?? "") is a root")
    }

    private static func checkUevent(_ text: String) {
        let properties = UeventProperties(text)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let sign = line.firstIndex(of: UInt8(ascii: "=")), let name = String(line[..<sign]) else { continue }
            guard let value = properties[name] else { continue }
            require(!value.isEmpty && !value.utf8.contains(UInt8(ascii: "\n")), "\(name) has one line or is absent")
        }
        if let ids = properties.ids("PCI_ID") {
            let text = "\(ids.vendor.description.dropFirst(2)):\(ids.device.description.dropFirst(2))"
            require(properties["PCI_ID"]?.lowercased().hasSuffix(text.suffix(4)) == true, "\(text) is the value's")
        }
    }

    private static func checkFiles(_ bytes: [UInt8]) {
        let host = Input.host
        host.put(bytes)
        if let text = host.root.text(SmallHost.version) {
            require(text.utf8.first != 0x20 && text.utf8.last != 0x0a && !text.isEmpty, "blanks are cut off")
        }
        for renderMinor in [UInt32(128), 129] {
            let topology = KFDTopology(host.root)
            let nodes = topology.nodes(ofCardAt: Input.address, renderMinor: renderMinor)
            require(nodes.first.map { $0.renderMinor == renderMinor } != false, "a card's own node comes first")
            require(nodes.allSatisfy { topology.memory(of: $0) != 0 }, "unknown memory is absent")
        }
        let driver = NVIDIADriver(host.root)
        require(driver.version?.utf8.allSatisfy { $0.isDecimalDigit || $0 == 0x2e } != false, "a version has digits")
        if let gpu = driver.gpu(at: Input.address) {
            require(gpu.uuid?.isEmpty != true, "an unknown UUID is absent")
            let findings = [driver.node(of: gpu)].compactMap(\.self) + driver.sharedNodes
            let instances = driver.division(of: gpu)?.instances ?? []
            for node in findings.compactMap(\.node) + instances.flatMap(\.nodes) {
                requireBelowDev(node.path)
            }
        }
        if let device = ClassDevice(at: SmallHost.card, in: host.root, nodeName: "dri/card0") {
            requireBelowDev(device.nodePath)
            for link in device.node(.card, in: host.root)?.links ?? [] { requireBelowDev(link) }
        }
        if let files = FunctionFiles.open(Input.address, in: host.root) { check(files) }
        if let bus = host.root.directory("/sys/bus/pci/devices") {
            if let function = try? ListedFunction(Input.address, on: bus, in: host.root) { check(function.files()) }
        }
    }

    private static func check(_ files: borrowing FunctionFiles) {
        require(files.numaNode.map { $0 >= 0 } != false, "an unknown NUMA node is absent")
        require(files.powerState?.hasPrefix("D") != false, "an unknown power state is absent")
        require(files.driver?.contains("/") != true, "a driver is a name")
        require(files.resetMethods?.allSatisfy { !$0.isEmpty } != false, "a reset method has a name")
        _ = (files.subsystemVendorID, files.subsystemID, files.serialNumber)
        for device in files.registeredDevices() { requireBelowDev(device.device.nodePath) }
        _ = (files.revision, files.isBootVGA, files.link, files.recordedUdevPath)
    }

    private static func requireBelowDev(_ path: String) {
        require(path.hasPrefix("/dev/") && !path.hasComponent("..") && path.utf8.count > 5, "\(path) is below /dev")
    }

    private enum Input {
        static let address: PCIAddress = {
            guard let address = PCIAddress(domain: 0, bus: 3, device: 0, function: 0) else {
                preconditionFailure("0000:03:00.0 is an address")
            }
            return address
        }()
        static let host = SmallHost(functionAt: address)
    }
}

extension String {
    /// Whether a part of the path is that; paths are bytes to the kernel.
    func hasComponent(_ name: String) -> Bool {
        utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual(name.utf8) }
    }
}
