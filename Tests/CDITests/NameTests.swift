import CDI
import Testing

@Suite("A CDI name") struct NameTests {
    @Test(arguments: ["apus.dev/gpu", "ab/cd", "A1/b2", "vendor.com/net-dev_x.y", "k8s.hw.example.com/claim"])
    func `has a kind of vendor and class`(text: String) throws {
        #expect(try CDIKind(text).description == text)
        #expect(try CDIDeviceName("\(text)=0").description == "\(text)=0")
    }

    @Test(arguments: [
        ("gpu", KindError.noSlash("gpu")), ("/gpu", .vendor("", .empty, kind: "/gpu")),
        ("ab/", .deviceClass("", .empty, kind: "ab/")), ("1ab/gpu", .vendor("1ab", .beginning, kind: "1ab/gpu")),
        ("ab/_gpu", .deviceClass("_gpu", .beginning, kind: "ab/_gpu")),
        ("ab-/gpu", .vendor("ab-", .end, kind: "ab-/gpu")),
        ("ab/g u", .deviceClass("g u", .character, kind: "ab/g u")),
        ("ab/c/d", .deviceClass("c/d", .character, kind: "ab/c/d")),
        ("äb/gpu", .vendor("äb", .beginning, kind: "äb/gpu")), ("a/gpu", .vendor("a", .singleCharacter, kind: "a/gpu")),
        ("ab/g", .deviceClass("g", .singleCharacter, kind: "ab/g")), ("", .noSlash("")),
    ])
    func `is refused when its kind breaks a rule`(text: String, error: KindError) {
        #expect(throws: error) { try CDIKind(text) }
        #expect(throws: CDIDeviceNameError.kind(error)) { try CDIDeviceName(text + "=0") }
    }

    @Test(arguments: ["0", "all", "0000:03:00.1", "0000-03-00-0-0x56a0", "uid-gpu_0", "A"])
    func `has a device after the sign`(name: String) throws {
        #expect(CDIDeviceName.isDeviceName(name))
        #expect(try CDIDeviceName("apus.dev/gpu=\(name)").device == name)
    }

    @Test(arguments: ["", "-a", "a-", "gpu 0", "a/b", "a=b", "a,b", ":a", "ü"])
    func `is refused when its device breaks a rule`(name: String) {
        #expect(throws: CDIDeviceNameError.device(name)) { try CDIDeviceName("apus.dev/gpu=\(name)") }
    }

    @Test func `is refused without a sign`() {
        #expect(throws: CDIDeviceNameError.noSign("apus.dev/gpu")) { try CDIDeviceName("apus.dev/gpu") }
    }

    @Test func `gives the file of a kind its name`() {
        #expect(CDIKind.standard.fileName == "apus.dev-gpu.json")
    }
}
