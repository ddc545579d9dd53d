import CDI
import Testing

@Suite("An index of spec directories") struct IndexTests {
    @Test func `lists the qualified names of all valid files`() {
        let index = SpecIndex(directories: [[file("/etc/cdi/b.json", "x1", "x0")], [file("/run/cdi/a.yaml", "x2")]])
        #expect(index.devices.map(\.name.description) == ["ab.com/gpu=x0", "ab.com/gpu=x1", "ab.com/gpu=x2"])
        #expect(index.devices.map(\.file) == ["/etc/cdi/b.json", "/etc/cdi/b.json", "/run/cdi/a.yaml"])
        #expect(index.conflicts.isEmpty && index.refused.isEmpty)
    }

    @Test func `lets the later directory win, and says whom it beat`() throws {
        let index = SpecIndex(directories: [[file("/etc/cdi/z.json", "x0")], [file("/run/cdi/a.json", "x0")]])
        let device = try #require(index.devices.first)
        #expect(index.devices.count == 1)
        #expect(device.file == "/run/cdi/a.json")
        #expect(device.shadowed == ["/etc/cdi/z.json"])
    }

    @Test func `resolves nothing that two files of one directory define`() {
        let index = SpecIndex(directories: [[file("/run/cdi/b.json", "x0", "x1"), file("/run/cdi/a.json", "x0")]])
        #expect(index.devices.map(\.name.device) == ["x1"])
        #expect(index.conflicts.map(\.name.device) == ["x0"])
        #expect(index.conflicts.first?.files == ["/run/cdi/a.json", "/run/cdi/b.json"])
    }

    @Test func `keeps a conflict even where a later directory defines the device again`() {
        let early = [file("/etc/cdi/a.json", "x0"), file("/etc/cdi/b.json", "x0")]
        let index = SpecIndex(directories: [early, [file("/run/cdi/c.json", "x0")]])
        #expect(index.devices.isEmpty)
        #expect(index.conflicts.first?.files == ["/etc/cdi/a.json", "/etc/cdi/b.json", "/run/cdi/c.json"])
    }

    @Test func `loses only the devices of a broken file`() {
        let broken = SpecFile(path: "/run/cdi/broken.json", reading: SpecReading("{"))
        let index = SpecIndex(directories: [[broken, file("/run/cdi/good.json", "x0")]])
        #expect(index.devices.map(\.name.device) == ["x0"])
        #expect(index.refused == [broken])
    }

    @Test(arguments: [
        ("a.json", true), ("a.yaml", true), (".a.json", true), ("a.yml", false), ("a.json.tmp", false), ("json", false),
    ])
    func `knows which names runtimes read`(name: String, isRead: Bool) {
        #expect(SpecFile.isSpecName(name) == isRead)
    }

    private func file(_ path: String, _ names: String...) -> SpecFile {
        let devices = names.map { #"{"name":"\#($0)","containerEdits":{"env":["A=b"]}}"# }.joined(separator: ",")
        let text = #"{"cdiVersion":"0.3.0","kind":"ab.com/gpu","devices":[\#(devices)]}"#
        return SpecFile(path: path, reading: SpecReading(text))
    }
}
