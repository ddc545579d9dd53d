private import Glibc

/// A function whose entry in the list of all PCI functions comes and goes.
package final class ToggledFunction {
    private let path: String
    private let target: String
    private var isThere = true

    package init(_ address: String, of host: String) throws {
        path = "\(host)/sys/bus/pci/devices/\(address)"
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count - 1)
        guard count > 0 else { throw MeasureError("readlink \(path)") }
        target = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    package func toggle() throws {
        let result = isThere ? unlink(path) : symlink(target, path)
        guard result == 0 else { throw MeasureError(isThere ? "unlink \(path)" : "symlink \(path)") }
        isThere.toggle()
    }

    package func restore() throws {
        if !isThere { try toggle() }
    }
}
