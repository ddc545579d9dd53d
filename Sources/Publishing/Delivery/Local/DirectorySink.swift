private import Documents
internal import Files
private import ResourceSlices
package import SystemPackage

/// Keeps one file for each slice in a directory, for programs that read slices from files.
///
/// Files of others stay. Its own are those that it has written and, from earlier runs, slices of the same driver for the
/// same node, whatever their names: they go when they are obsolete. So do the temporary files that a killed run has left.
package final class DirectorySink: SliceSink {
    package let path: FilePath
    private let worker: SerialWorker<SliceDirectory>

    /// The directory is made with its parents when it is missing.
    package init(_ path: FilePath, format: DirectorySinkSettings.Format = .yaml) {
        self.path = path
        worker = SerialWorker("apus.sink.directory", SliceDirectory(path, format))
    }

    package func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        try await worker.run { directory throws(SinkFailure) in
            do throws(AtomicFileError) {
                try directory.hold(publication)
            } catch {
                // Even what a person has to change costs little to try again.
                throw .unavailable(error.description)
            }
        }
    }
}

/// The files of a directory sink, and which of those that are there are its own.
struct SliceDirectory {
    private let directory: AtomicDirectory
    private let format: DirectorySinkSettings.Format
    /// Names of files; absent before the first look.
    private var own: Set<String>?
    /// The publication that the files held at the last look, and digests of their texts by name. Each write wakes our own
    /// watch on the directory; the digests then show that all is well without rendering the slices again.
    private var latest: (publication: SlicePublication, texts: [String: ContentDigest])?

    init(_ path: FilePath, _ format: DirectorySinkSettings.Format) {
        directory = AtomicDirectory(path)
        self.format = format
    }

    /// Makes the directory hold these slices and no other ones of its own. Obsolete ones go first, then those that are
    /// there are replaced, then new ones come: so no device is ever in two files that count.
    mutating func hold(_ publication: SlicePublication) throws(AtomicFileError) {
        if let latest, latest.publication == publication, own == Set(latest.texts.keys),
            latest.texts.allSatisfy({ directory.holds($1, in: $0) })
        {
            return
        }
        latest = nil
        let files = publication.pool.slices.map { (name: name(of: $0), slice: $0) }
        var own = try ownFiles(publication)
        // What has become of them is known even where it fails half-way.
        defer { self.own = own }
        for name in own.subtracting(files.map(\.name)).sorted() {
            try directory.remove(name)
            own.remove(name)
        }
        var texts: [String: ContentDigest] = [:]
        for (name, slice) in files.filter({ own.contains($0.name) }) + files.filter({ !own.contains($0.name) }) {
            let text = text(of: publication.document(of: slice))
            try directory.write(text, to: name)
            own.insert(name)
            texts[name] = ContentDigest(text)
        }
        latest = (publication, texts)
    }

    private func ownFiles(_ publication: SlicePublication) throws(AtomicFileError) -> Set<String> {
        if let own { return own }
        return try look(for: publication)
    }

    private func name(of slice: ResourceSlice) -> String {
        "\(slice.name(longest: Self.longestName)).\(format.rawValue)"
    }

    /// File systems have room for 255 bytes, and temporary files need some for themselves.
    private static let longestName = 220

    private func text(of document: JSONValue) -> [UInt8] {
        switch format {
        case .yaml: document.yamlBytes
        case .json: document.jsonBytes
        }
    }

    /// Finds what earlier runs have left, and removes their temporary files.
    private func look(for publication: SlicePublication) throws(AtomicFileError) -> Set<String> {
        guard let slice = publication.pool.slices.first else { return [] }
        let names = try directory.names()
        for target in Set(names.compactMap { TemporarySliceName($0)?.target(like: slice.name) }).sorted() {
            try directory.removeAbandoned(of: target)
        }
        return Set(names.filter { isOwn($0, like: slice) })
    }

    /// A file that cannot be read or understood is somebody else's.
    private func isOwn(_ name: String, like slice: ResourceSlice) -> Bool {
        guard [".yaml", ".yml", ".json"].contains(where: name.hasSuffix), let bytes = try? directory.content(of: name),
            let document = try? YAMLNode.parse(bytes), document["kind"]?.string == "ResourceSlice",
            let spec = document["spec"], spec["driver"]?.string == slice.driver.description
        else { return false }
        return spec["nodeName"]?.scalar?.text == slice.nodeName.description
            || spec["pool"]?["name"]?.scalar?.text == slice.poolName
    }
}

/// The name of a temporary file that may be a slice's: `.00000-gpu.apus.dev-node1.yaml.1b9x0q3k7z2mf.tmp`.
struct TemporarySliceName {
    private let target: Substring

    init?(_ name: String) {
        guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
        let rest = name.dropFirst().dropLast(4)
        guard let dot = rest.lastIndex(of: ".") else { return nil }
        target = rest[..<dot]
    }

    /// The file's name in the end, if it differs from that of another slice of the same pool only in its position.
    func target(like slice: String) -> String? {
        guard let dot = target.lastIndex(of: "."), ["yaml", "json"].contains(target[dot...].dropFirst()),
            let dash = target.firstIndex(of: "-"), let otherDash = slice.firstIndex(of: "-"),
            target[dash..<dot] == slice[otherDash...], target[..<dash].utf8.count >= 5,
            target[..<dash].allSatisfy({ $0.isHexDigit && $0.isASCII })
        else { return nil }
        return String(target)
    }
}
