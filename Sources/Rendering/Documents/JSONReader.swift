private import CJSONC

/// Why a text is not a JSON document.
package enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The offset counts bytes.
    case syntax(String, offset: Int)
    case notUTF8
    case tooLarge
    case outOfMemory

    package var description: String {
        switch self {
        case .syntax(let problem, let offset): "This is not JSON: \(problem), at byte \(offset)."
        case .notUTF8: "This is not JSON: it is not valid UTF-8."
        case .tooLarge: "The document has more than \(Int32.max) bytes."
        case .outOfMemory: "There was not enough memory to read the document."
        }
    }
}

extension JSONValue {
    /// Reads one JSON document, as machines write them: any characters and any length of names, which YAML has not. Of
    /// members with the same name the last counts.
    ///
    /// A number that is no whole number of 64 bits becomes a string of its digits; one below all that 64 bits hold is as
    /// json-c has it, which is the lowest.
    package static func reading(json bytes: [UInt8]) throws(JSONError) -> JSONValue {
        guard bytes.count < Int32.max else { throw .tooLarge }
        try JSONGrammar.check(bytes)
        guard let tokener = JSONTokener() else { throw .outOfMemory }
        return try tokener.read(bytes)
    }
}

/// Owns one json-c parser for the time that one document takes.
@safe private struct JSONTokener: ~Copyable {
    private let tokener: UnsafeMutablePointer<json_tokener>

    init?() {
        // json-c counts one level for the document itself.
        guard let tokener = unsafe json_tokener_new_ex(Int32(YAMLNode.depthLimit) + 1) else { return nil }
        unsafe self.tokener = unsafe tokener
    }

    deinit { unsafe json_tokener_free(tokener) }

    /// Without json-c's strict flag: with it, version 0.18 refuses letters beyond ASCII.
    func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        // A number at the very end is complete only when its reader sees a NUL behind it.
        let terminated = bytes + [0]
        let root = unsafe terminated.withUnsafeBytes { buffer in
            unsafe json_tokener_parse_ex(tokener, buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count))
        }
        defer { unsafe json_object_put(root) }
        let problem = unsafe json_tokener_get_error(tokener)
        guard problem == json_tokener_success else {
            throw .syntax(
                unsafe String(cString: json_tokener_error_desc(problem)),
                offset: unsafe json_tokener_get_parse_end(tokener))
        }
        return unsafe Self.value(of: root)
    }

    private static func value(of object: OpaquePointer?) -> JSONValue {
        switch unsafe json_object_get_type(object) {
        case json_type_boolean: .bool(unsafe json_object_get_boolean(object) != 0)
        case json_type_int: unsafe integer(object)
        case json_type_string: .string(unsafe string(object))
        case json_type_double: .string(unsafe String(cString: json_object_to_json_string(object)))
        case json_type_array:
            .array(
                (0..<(unsafe json_object_array_length(object))).map {
                    unsafe value(of: json_object_array_get_idx(object, $0))
                })
        case json_type_object: .object(unsafe members(of: object))
        default: .null
        }
    }

    /// json-c gives the nearest number it can express, which must not be taken for the one that stands there.
    private static func integer(_ object: OpaquePointer?) -> JSONValue {
        let integer = unsafe json_object_get_int64(object)
        let text = unsafe String(cString: json_object_to_json_string(object))
        return text == String(integer) || text == "-0" ? .integer(integer) : .string(text)
    }

    private static func string(_ object: OpaquePointer?) -> String {
        let length = Int(unsafe json_object_get_string_len(object))
        guard let bytes = unsafe json_object_get_string(object) else { return "" }
        return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
            unsafe String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    private static func members(of object: OpaquePointer?) -> [Member] {
        var members: [Member] = []
        var position = unsafe json_object_iter_begin(object)
        var end = unsafe json_object_iter_end(object)
        while unsafe json_object_iter_equal(&position, &end) == 0 {
            members.append(
                Member(
                    unsafe String(cString: json_object_iter_peek_name(&position)),
                    unsafe value(of: json_object_iter_peek_value(&position))))
            unsafe json_object_iter_next(&position)
        }
        return members
    }

    private typealias Member = JSONValue.Member
}
