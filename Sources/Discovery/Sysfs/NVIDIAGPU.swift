private import Hardware

/// One GPU's `/proc/driver/nvidia/gpus/ADDRESS/information`.
package struct NVIDIAGPU: Hashable, Sendable {
    /// The product's name: `NVIDIA H200`.
    package let model: String?
    package let minor: UInt32?
    package let uuid: String?
    package let vbiosVersion: String?
    package let firmwareVersion: String?
    /// Kept from all users by the driver's own configuration.
    package let isExcluded: Bool

    package init(information: String) {
        var values: [Substring: String] = [:]
        for line in information.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            values[line[..<colon]] = value.last.map { _ in String(value) }
        }
        model = Self.known(values["Model"])
        minor = values["Device Minor"].flatMap { UInt32(decimalDigits: $0) }
        uuid = Self.known(values["GPU UUID"])
        vbiosVersion = Self.known(values["Video BIOS"])
        firmwareVersion = Self.known(values["GPU Firmware"])
        isExcluded = values["GPU Excluded"] == "Yes"
    }

    /// The driver writes question marks while the GPU is not initialised, and N/A for what it has not.
    private static func known(_ text: String?) -> String? {
        text.flatMap { $0.contains("?") || $0 == "N/A" ? nil : $0 }
    }
}
