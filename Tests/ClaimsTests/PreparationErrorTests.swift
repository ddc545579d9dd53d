import Claims
import Testing

@Suite("A claim that cannot be prepared")
struct PreparationErrorTests {
    private let claim = ClaimReference(namespace: "team", name: "gpu", uid: "1f0c")

    @Test func `is named in the sentence that its pod's owner reads`() {
        let sentence = PreparationError.replaced(claim, by: "2a1d").description
        #expect(sentence.contains("team/gpu"))
        #expect(sentence.contains("1f0c"))
        #expect(sentence.contains("2a1d"))
    }
}
