/// What a function is called: by its driver, if that says so, and by pci.ids.
///
/// A device entry such as `DG2 [Arc A770]` names the architecture and, in brackets, the product as it is sold. Of the
/// product's words, those before the first word with a digit are the family, the rest is the model.
package struct ProductName: Hashable, Sendable {
    /// The vendor's full name: `Intel Corporation`.
    package var vendor: String?
    /// The device's entry as it stands in pci.ids.
    package var entry: String?
    /// The product's name as the driver has it: `NVIDIA H200`.
    package var driverName: String?

    /// The architecture's name as the driver has it: `Hopper`.
    package var driverArchitecture: String?

    package init(
        vendor: String? = nil, entry: String? = nil, driverName: String? = nil, driverArchitecture: String? = nil
    ) {
        self.vendor = vendor
        self.entry = entry
        self.driverName = driverName
        self.driverArchitecture = driverArchitecture
    }

    /// The driver's name, else `Arc A770` of pci.ids; an entry without brackets is itself the product's name.
    package var product: String? { driverName ?? bracketed ?? entry }

    /// Where the product's name comes from.
    package var productSource: Source? {
        if driverName != nil { return .driver }
        return entry == nil ? nil : .pciIDs
    }

    package enum Source: String, Sendable {
        case driver
        case pciIDs = "pci.ids"
    }

    /// The driver's word, else `DG2` of pci.ids; an entry without brackets names none.
    package var architecture: String? {
        if let driverArchitecture { return driverArchitecture }
        guard bracketed != nil, let entry, let opening = entry.lastIndex(of: "[") else { return nil }
        return Self.nonEmpty(entry[..<opening])
    }

    /// `Arc`; absent where the product's first word has a digit, or none has.
    package var family: String? {
        guard let firstOfModel, firstOfModel > 0 else { return nil }
        return words[..<firstOfModel].joined(separator: " ")
    }

    /// `A770`; the whole product where no word has a digit.
    package var model: String? {
        guard let bracketed else { return nil }
        guard let firstOfModel else { return bracketed }
        return words[firstOfModel...].joined(separator: " ")
    }

    private var bracketed: String? {
        guard let entry, entry.last == "]", let opening = entry.lastIndex(of: "[") else { return nil }
        return Self.nonEmpty(entry[entry.index(after: opening)...].dropLast())
    }

    private var words: [Substring] { (bracketed ?? "").split(separator: " ") }

    private var firstOfModel: Int? { words.firstIndex { $0.utf8.contains(where: \.isDecimalDigit) } }

    private static func nonEmpty(_ text: Substring) -> String? {
        let trimmed = text.drop { $0 == " " }
        let end = trimmed.lastIndex { $0 != " " }
        return end.map { String(trimmed[...$0]) }
    }
}
