import CDI
import Documents
import Files
import Glibc
import Hardware
import InventoryViews
import Recording
import Survey
import Sysfs
import SystemPackage

enum RecordingProperties {
    static func check(_ bytes: [UInt8]) -> Int32 {
        let file = InputFile()
        file.put(bytes)
        guard let records = records(file) else { return 0 }
        file.put(Array(records.map(\.text).joined().utf8))
        require(
            Self.records(file)?.map(\.text) == records.map(\.text), "what is read and written can be read once more")
        file.put(bytes)
        replay(file)
        require(Scratch.shared.names.isEmpty, "a replay leaves nothing behind")
        return 0
    }

    private static func records(_ file: borrowing InputFile) -> [DeviceRecord]? {
        var records: [DeviceRecord] = []
        do {
            let count = try RecordingReader(path: file.path).read { record in records.append(record) }
            require(count == records.count && count > 0, "all records are counted")
            return records
        } catch {
            require(!error.description.isEmpty, "a refusal has a reason")
            return nil
        }
    }

    /// Lays the recording out and looks at it: nothing leads outside, and no node is anywhere but below /dev.
    private static func replay(_ file: borrowing InputFile) {
        do {
            let host = try RecordedHost(recording: file.path)
            require(Scratch.shared.names.count == 1, "a replay needs one directory, and lays out nothing beside it")
            requireConfined(host.root.path(""), below: host.root.path(""))
            guard let inventory = try? Survey(of: host.root).inventory() else { return }
            check(inventory)
            let again = Recorder(host.root, inventory: inventory).records()
            let recorded = InputFile()
            recorded.put(Array(again.joined().utf8))
            require(records(recorded)?.count == again.count, "a host that was replayed can be recorded:\n\(again)")
        } catch {
            require(!error.description.isEmpty, "a refusal has a reason")
        }
    }

    private static func check(_ inventory: Inventory) {
        _ = inventory.tree(ScreenStyle())
        _ = inventory.screen(ScreenStyle(), isWide: true, isComplete: true)
        _ = TopologyDrawing(inventory).svg
        require(!inventory.document(kind: .standard, version: "0").jsonText.isEmpty, "an inventory has a text")
        for accelerator in inventory.accelerators {
            for path in accelerator.nodes.flatMap({ [$0.path] + $0.links }) {
                require(
                    path.hasPrefix("/dev/") && path.utf8.count > 5 && !path.hasComponent(".."),
                    "\(path) is a path below /dev")
            }
        }
    }

    /// Every link leads to something in the directory, or nowhere.
    private static func requireConfined(_ path: String, below root: String) {
        guard let directory = try? Descriptor(FilePath(path), .readOnly, .directory) else { return }
        for name in (try? directory.names()) ?? [] {
            let entry = "\(path)/\(name)"
            guard (try? directory.link(name)) != nil else {
                if (try? directory.status(of: name).type) == .directory { requireConfined(entry, below: root) }
                continue
            }
            guard let real = realpath(entry, nil) else { continue }
            defer { free(real) }
            let target = String(cString: real)
            require(target == root || target.hasPrefix(root + "/"), "\(entry) leads to \(target), outside of the host")
        }
    }
}
