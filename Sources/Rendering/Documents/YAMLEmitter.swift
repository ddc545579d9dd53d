private import CYAML

/// Owns one libyaml emitter for the time that the text of one document takes.
@safe struct YAMLEmitter: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()

    init() {
        unsafe emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
        let isReady = unsafe yaml_emitter_initialize(emitter) == 1
        precondition(isReady, "libyaml: out of memory")
        unsafe yaml_emitter_set_unicode(emitter, 1)
        unsafe yaml_emitter_set_indent(emitter, 2)
        unsafe yaml_emitter_set_width(emitter, -1)
        unsafe yaml_emitter_set_output(emitter, append, Unmanaged.passUnretained(output).toOpaque())
    }

    deinit {
        unsafe yaml_emitter_delete(emitter)
        unsafe emitter.deallocate()
    }

    func text(of value: JSONValue) -> String {
        emit { unsafe yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        emit { unsafe yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
        write(value)
        emit { unsafe yaml_document_end_event_initialize($0, 1) }
        emit { unsafe yaml_stream_end_event_initialize($0) }
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private func write(_ value: JSONValue) {
        switch value {
        case .null: write("null", style: YAML_PLAIN_SCALAR_STYLE)
        case .bool(let bool): write(bool ? "true" : "false", style: YAML_PLAIN_SCALAR_STYLE)
        case .integer(let integer): write(String(integer), style: YAML_PLAIN_SCALAR_STYLE)
        case .string(let string): write(string)
        case .array(let elements):
            emit { unsafe yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
            for element in elements { write(element) }
            emit { unsafe yaml_sequence_end_event_initialize($0) }
        case .object(let members):
            emit { unsafe yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
            for member in members {
                write(member.name)
                write(member.value)
            }
            emit { unsafe yaml_mapping_end_event_initialize($0) }
        }
    }

    private func write(_ string: String) {
        write(string, style: string.isPlainYAMLString ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
    }

    private func write(_ text: String, style: yaml_scalar_style_t) {
        // The length counts, so a NUL inside the string survives.
        emit { unsafe yaml_scalar_event_initialize($0, nil, nil, text, Int32(text.utf8.count), 1, 1, style) }
    }

    /// Hands one event over. libyaml refuses only events out of order and text that is not UTF-8, neither of which a
    /// value can hold, so a refusal is a fault of this program or the end of memory.
    @safe private func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        var event = unsafe yaml_event_t()
        let isMade = unsafe make(&event) == 1
        precondition(isMade, "libyaml: out of memory")
        // The emitter takes the event's memory.
        let isTaken = unsafe yaml_emitter_emit(emitter, &event) == 1
        precondition(isTaken, "libyaml: the emitter refused an event")
    }
}

private final class Output {
    var bytes: [UInt8] = []
}

/// libyaml's write handler: `data` is the emitter's output.
private func append(_ data: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let data = unsafe data else { return 0 }
    let written = unsafe UnsafeBufferPointer(start: bytes, count: count)
    unsafe Unmanaged<Output>.fromOpaque(data).takeUnretainedValue().bytes.append(contentsOf: written)
    return 1
}
