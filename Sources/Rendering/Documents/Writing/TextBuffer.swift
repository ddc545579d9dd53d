/// Bytes that grow at their end. A document is written in many thousands of short pieces, and an array asks for each
/// whether somebody else holds it.
@safe struct TextBuffer: ~Copyable {
    private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
    private var capacity = 1024
    private(set) var count = 0

    deinit { unsafe start.deallocate() }

    var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe start[count] = byte
        count += 1
    }

    mutating func append(_ byte: UInt8, times: Int) {
        reserve(times)
        unsafe (start + count).update(repeating: byte, count: times)
        count += times
    }

    mutating func append(_ text: Span<UInt8>) {
        reserve(text.count)
        unsafe text.withUnsafeBufferPointer { text in
            guard let first = text.baseAddress else { return }
            unsafe (start + count).update(from: first, count: text.count)
        }
        count += text.count
    }

    /// Starts anew, in the memory that it has.
    mutating func removeAll() { count = 0 }

    private mutating func reserve(_ more: Int) {
        guard capacity - count < more else { return }
        capacity = max(count + more, 2 * capacity)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: start, count: count)
        unsafe start.deallocate()
        unsafe start = larger
    }
}
