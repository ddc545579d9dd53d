/// What a function is called: by its driver, if that says so, and by pci.ids.
package struct ProductName: Hashable, Sendable {
    /// The vendor's full name: `Intel Corporation`.
    package var vendor: String?
    package var entry: ProductEntry?
    /// The product's name as the driver has it: `NVIDIA H200`.
    package var driverName: String?

    /// The architecture's name as the driver has it: `Hopper`.
    package var driverArchitecture: String?

    package init(
        vendor: String? = nil, entry: String? = nil, driverName: String? = nil, driverArchitecture: String? = nil
    ) {
        self.vendor = vendor
        self.entry = entry.map { ProductEntry($0) }
        self.driverName = driverName
        self.driverArchitecture = driverArchitecture
    }

    /// The driver's name, else `Arc A770` of pci.ids; an entry without brackets is itself the product's name.
    package var product: String? { driverName ?? entry?.product ?? entry?.text }

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
    package var architecture: String? { driverArchitecture ?? entry?.architecture }

    /// `Arc`; absent where the product's first word has a digit, or none has.
    package var family: String? { entry?.family }

    /// `A770`; the whole product where no word has a digit.
    package var model: String? { entry?.model }
}

/// A device's entry in pci.ids. `DG2 [Arc A770]` names the architecture and, in brackets, the product as it is sold. Of the
/// product's words, those before the first word with a digit are the family, the rest is the model.
///
/// It is taken apart once, and all devices of one product share it.
package final class ProductEntry: Hashable, Sendable {
    /// As it stands there.
    package let text: String
    package let architecture: String?
    package let product: String?
    package let family: String?
    package let model: String?

    package init(_ text: String) {
        self.text = text
        guard text.last == "]", let opening = text.lastIndex(of: "["),
            let product = Self.nonEmpty(text[text.index(after: opening)...].dropLast())
        else {
            (architecture, self.product, family, model) = (nil, nil, nil, nil)
            return
        }
        architecture = Self.nonEmpty(text[..<opening])
        self.product = product
        let words = product.split(separator: " ")
        let firstOfModel = words.firstIndex { $0.utf8.contains(where: \.isDecimalDigit) }
        family = firstOfModel.flatMap { $0 > 0 ? words[..<$0].joined(separator: " ") : nil }
        model = firstOfModel.map { words[$0...].joined(separator: " ") } ?? product
    }

    package static func == (left: ProductEntry, right: ProductEntry) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    private static func nonEmpty(_ text: Substring) -> String? {
        let trimmed = text.drop { $0 == " " }
        let end = trimmed.lastIndex { $0 != " " }
        return end.map { String(trimmed[...$0]) }
    }
}
