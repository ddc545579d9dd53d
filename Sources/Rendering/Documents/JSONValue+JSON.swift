private import CJSONC

extension JSONValue {
    /// JSON over several lines, two blanks a level, with a newline at the end.
    package var jsonText: String { text(flags: JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED) + "\n" }

    /// JSON on one line, without blanks and without a newline.
    package var compactJSONText: String { text(flags: JSON_C_TO_STRING_PLAIN) }

    private func text(flags: Int32) -> String {
        let tree = JSONTree(self)
        return Self.readableAsYAML(tree.text(flags: flags | JSON_C_TO_STRING_NOSLASHESCAPE))
    }

    /// Container runtimes read JSON as YAML, which refuses some characters that JSON leaves as they are, and folds
    /// others because they break lines there. Escapes mean the same to both. Outside of strings, none of them stands.
    private static func readableAsYAML(_ text: String) -> String {
        // The first bytes of all of them; most documents have none.
        guard text.utf8.contains(where: { $0 == 0x7f || $0 == 0xc2 || $0 == 0xe2 || $0 == 0xef }) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x7f...0x9f, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff:
                let digits = String(scalar.value, radix: 16)
                escaped.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

/// Owns one json-c tree for the time that its text takes.
@safe private struct JSONTree: ~Copyable {
    private let root: OpaquePointer?

    init(_ value: JSONValue) { unsafe root = Self.make(value) }

    deinit { unsafe json_object_put(root) }

    func text(flags: Int32) -> String {
        var length = 0
        // The bytes belong to the tree, which outlives the copy made here.
        guard let bytes = unsafe json_object_to_json_string_length(root, flags, &length) else { return "null" }
        return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
            unsafe String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    /// Makes a json-c value with one reference, which the caller owns; nil is json-c's null.
    private static func make(_ value: JSONValue) -> OpaquePointer? {
        switch value {
        case .null: return nil
        case .bool(let bool): return unsafe json_object_new_boolean(bool ? 1 : 0)
        case .integer(let integer): return unsafe json_object_new_int64(integer)
        case .string(let string):
            // The length counts, so a NUL inside the string survives.
            return unsafe json_object_new_string_len(string, Int32(string.utf8.count))
        case .array(let elements):
            let array = unsafe json_object_new_array()
            // The array takes the reference.
            for element in elements { unsafe json_object_array_add(array, make(element)) }
            return unsafe array
        case .object(let members):
            let object = unsafe json_object_new_object()
            // The object takes the reference and copies the name.
            for member in members {
                // Renderers name each member once; json-c need not look for another.
                unsafe json_object_object_add_ex(
                    object, member.name, make(member.value), UInt32(JSON_C_OBJECT_ADD_KEY_IS_NEW))
            }
            return unsafe object
        }
    }
}
