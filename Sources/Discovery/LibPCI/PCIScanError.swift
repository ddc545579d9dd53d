package import Hardware

/// Why libpci could not tell what a function, or the whole bus, is.
package enum PCIScanError: Error, Hashable, CustomStringConvertible {
    case outOfMemory
    /// libpci's own words.
    case bus(path: String, message: String)
    case function(PCIAddress, message: String)

    package var description: String {
        switch self {
        case .outOfMemory: "libpci could not be started: no memory is left."
        case .bus(let path, let message):
            "The PCI bus at \(path) could not be opened: \(message). Is it mounted and readable?"
        case .function(let address, let message): "\(address) could not be read: \(message)"
        }
    }
}
