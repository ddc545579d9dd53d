import Hardware
import Testing

@Suite("Memory in parts")
struct DeviceMemoryTests {
    @Test func `is their sum`() {
        #expect(DeviceMemory(parts: [1, 2, 3], source: .kfdMemoryBanks)?.bytes == 6)
    }

    @Test func `is unknown where the sum is more than there can be`() {
        #expect(DeviceMemory(parts: [.max, 1], source: .kfdMemoryBanks) == nil)
    }
}
