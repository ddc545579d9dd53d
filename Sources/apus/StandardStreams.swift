import Hardware
import InventoryViews
import PrintableText
import SystemPackage

/// Documents go to standard output alone, words for people to standard error.
enum StandardStreams {
    /// Writes the whole document, or throws: a document cut short by a full disk must not look like success.
    static func writeDocument(_ text: String) throws { try writeDocument(text.utf8) }

    static func writeDocument(_ bytes: some Sequence<UInt8>) throws {
        do {
            try FileDescriptor.standardOutput.writeAll(bytes)
        } catch let error as Errno {
            throw OutputError(reason: error.description)
        }
    }

    /// A line for people; that it cannot be written is no reason to fail.
    static func tell(_ line: String) { tell(lines: line.printable) }

    /// Says why there is no document: of a machine without accelerators all that `apus inventory` says.
    static func tellOfNothing(in inventory: Inventory, instead: String) {
        guard inventory.accelerators.isEmpty else { return tell("\(instead) `apus inventory --all` says why.") }
        tell(instead)
        _ = try? FileDescriptor.standardError.writeAll("\n\(inventory.emptyScreen(.messages))".utf8)
    }

    /// A terminal would break lines in the middle of a word. Lines that are indented, such as commands, stay as they are.
    static func tell(lines: String) {
        let text = lines.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(" ") ? "\(line)\n".printableLines : Paragraph(String(line), style: .messageLines).lines
        }
        _ = try? FileDescriptor.standardError.writeAll(text.joined().utf8)
    }
}

/// Standard output does not take the document.
struct OutputError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "Standard output cannot be written: \(reason). The document is incomplete." }
}
