import Glibc
package import Testing

/// Compares text with the file `Tests/Golden/<path>`.
///
/// With `APUS_UPDATE_GOLDENS=1` in the environment the file is rewritten, and the test fails all the same: a run that
/// writes its own expectation proves nothing.
package func expectGolden(_ actual: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = goldenDirectory + path
    if getenv("APUS_UPDATE_GOLDENS").map({ String(cString: $0) }) == "1" {
        writeFile(file, actual)
        Issue.record("The golden file \(path) was written; look at it and run again.", sourceLocation: sourceLocation)
        return
    }
    guard let expected = readFile(file) else {
        Issue.record(
            "There is no golden file \(path); run with APUS_UPDATE_GOLDENS=1 to write it.",
            sourceLocation: sourceLocation)
        return
    }
    guard expected != actual else { return }
    Attachment.record(Array(actual.utf8), named: path.replacing("/", with: "-"), sourceLocation: sourceLocation)
    Issue.record(
        "\(path) differs (- expected, + actual):\n\(difference(from: expected, to: actual))",
        sourceLocation: sourceLocation)
}

/// `Tests/Golden/`, from the place of this file.
private let goldenDirectory: String = {
    let components = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return components.joined(separator: "/") + "/Golden/"
}()

/// The lines that differ, with their numbers in the expected text; the first forty.
private func difference(from expected: String, to actual: String) -> String {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    let changes = lines(actual).difference(from: lines(expected)).map { change in
        switch change {
        case .remove(let offset, let line, _): (offset, 0, "- \(offset + 1): \(line)")
        case .insert(let offset, let line, _): (offset, 1, "+ \(offset + 1): \(line)")
        }
    }
    let sorted = changes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    let more = sorted.count > 40 ? ["… and \(sorted.count - 40) lines more"] : []
    return (sorted.prefix(40) + more).joined(separator: "\n")
}

private func readFile(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}

private func writeFile(_ path: String, _ text: String) {
    var directory = ""
    for component in path.split(separator: "/").dropLast() {
        directory += "/" + component
        mkdir(directory, 0o755)
    }
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    fwrite(Array(text.utf8), 1, text.utf8.count, file)
}
