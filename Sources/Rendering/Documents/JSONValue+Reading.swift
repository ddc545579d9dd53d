private import CJSONC

extension JSONValue {
    /// Reads one JSON document, as machines write them: any characters and any length of names, which YAML has not.
    ///
    /// A number that is no whole number of 64 bits becomes a string of its digits. It trusts the writer in small things:
    /// names in single quotes, `NaN`, and numbers below all that 64 bits hold pass as json-c has them.
    package static func reading(json bytes: [UInt8]) throws(JSONError) -> JSONValue {
        guard let tokener = JSONTokener() else { throw .outOfMemory }
        return try tokener.read(bytes)
    }
}

/// Owns one json-c parser for the time that one document takes.
@safe private struct JSONTokener: ~Copyable {
    private let tokener: UnsafeMutablePointer<json_tokener>

    init?() {
        guard let tokener = unsafe json_tokener_new_ex(Int32(YAMLNode.depthLimit)) else { return nil }
        unsafe self.tokener = unsafe tokener
    }

    deinit { unsafe json_tokener_free(tokener) }

    func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        unsafe json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
        // A number at the very end is complete only when its reader sees a NUL behind it.
        let terminated = bytes + [0]
        let root = unsafe terminated.withUnsafeBytes { buffer in
            unsafe json_tokener_parse_ex(tokener, buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count))
        }
        defer { unsafe json_object_put(root) }
        let problem = unsafe json_tokener_get_error(tokener)
        let end = unsafe json_tokener_get_parse_end(tokener)
        guard problem == json_tokener_success else {
            throw .syntax(unsafe String(cString: json_tokener_error_desc(problem)), offset: end)
        }
        guard end >= bytes.count else { throw .syntax("something follows the document", offset: end) }
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
