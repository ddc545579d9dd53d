internal import Hardware
private import PrintableText

/// What somebody may want to do something about: devices that are not offered, and what could not be looked at.
struct Attention {
    private var notes: [Note] = []

    private struct Note {
        let subject: String
        let text: String
        let command: String?
        var others = 0

        /// The same is said of several devices once.
        func isLike(_ other: Note) -> Bool { text == other.text && (command == nil) == (other.command == nil) }
    }

    /// Says of everything that is not offered why, in order or not, where it is to be complete.
    init(_ inventory: Inventory, isComplete: Bool) {
        for accelerator in inventory.accelerators {
            let isTold = isComplete ? !accelerator.isOffered : inventory.state(of: accelerator).needsAttention
            if isTold { add(accelerator) }
        }
        // An omission says it of a list that the configuration names.
        if inventory.hasNoNames, !inventory.omissions.contains(where: { $0.what.hasPrefix("names of ") }) {
            let text = "not found or not readable, so products are shown by their ids"
            add(Note(subject: "pci.ids", text: text, command: nil))
        }
        for omission in inventory.omissions where isComplete || !omission.isChosen {
            let isFunction = omission.address != nil && omission.what == "function"
            let subject = [omission.address?.description, isFunction ? nil : omission.what].compactMap(\.self)
            add(Note(subject: subject.joined(separator: " "), text: omission.why, command: nil))
        }
    }

    /// Says of each of these that is not offered why.
    init(of devices: [Accelerator]) {
        for accelerator in devices { add(accelerator) }
    }

    private mutating func add(_ accelerator: Accelerator) {
        guard !accelerator.isOffered, let text = accelerator.readiness.reason ?? accelerator.offer.reason else {
            return
        }
        let subject = accelerator.partition == nil ? accelerator.address.description : accelerator.name.description
        add(Note(subject: subject, text: text, command: accelerator.remedy))
    }

    private mutating func add(_ note: Note) {
        if let index = notes.firstIndex(where: { $0.isLike(note) }) {
            notes[index].others += 1
        } else {
            notes.append(note)
        }
    }

    /// A line for each, and the command that mends it on a line of its own, whole.
    func text(_ style: ScreenStyle) -> String {
        notes.map { note in
            let more = note.others == 0 ? "" : " and \(note.others) more"
            let stop = note.text.hasSuffix(".") ? "" : "."
            let line = Paragraph("\(note.subject)\(more): \(note.text)\(stop)", style: style, indent: 2).lines
            return line + (note.command.map { "    \($0.printable)\n" } ?? "")
        }.joined()
    }
}

extension Inventory {
    /// Whether no vendor is known by name, though pci.ids knows all vendors of accelerators.
    fileprivate var hasNoNames: Bool {
        !accelerators.isEmpty && accelerators.allSatisfy { $0.function.name.vendor == nil }
    }
}
