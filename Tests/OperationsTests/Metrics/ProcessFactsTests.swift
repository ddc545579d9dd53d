import Glibc
import Operations
import Testing

@Suite("This process") struct ProcessFactsTests {
    @Test func `is described by the kernel`() throws {
        let facts = ProcessFacts.current()
        #expect(try #require(facts.cpuSeconds) > 0)
        #expect(try #require(facts.residentBytes) > 1_000_000)
        // Standard input, output and error may be closed, but the tests hold other files.
        #expect(try #require(facts.openDescriptors) > 0)
        let start = try #require(facts.startTime)
        #expect(start > 1_000_000_000)
        #expect(start <= Double(time(nil)) + 1)
    }

    @Test func `started once, whatever happens to the clock`() {
        #expect(ProcessFacts.current().startTime == ProcessFacts.current().startTime)
    }
}
