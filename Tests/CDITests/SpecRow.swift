import Testing

/// A spec with one fault: what the finding says, and its line.
struct SpecRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let part: String
    let line: Int

    /// A fault in the top of the file.
    static func top(_ name: String, _ text: String, _ part: String, line: Int) -> SpecRow {
        SpecRow(testDescription: name, text: text, part: part, line: line)
    }

    /// A fault in the edits of a device; the edits begin in line 5.
    static func edits(_ name: String, _ edits: String, _ part: String, line: Int = 5) -> SpecRow {
        let text = """
            cdiVersion: 1.1.0
            kind: ab.com/gpu
            devices:
            - name: dev
              containerEdits: \(edits)
            """
        return SpecRow(testDescription: name, text: text, part: part, line: line)
    }

    private static let device = "{name: a, containerEdits: {env: [A=b]}}"

    static let all: [SpecRow] = [
        .top("without cdiVersion", "kind: ab.com/gpu\ndevices: [\(device)]", "needs a cdiVersion", line: 1),
        .top(
            "of an unknown version", "cdiVersion: 0.5.1\nkind: ab.com/gpu\ndevices: [\(device)]", "no version", line: 1),
        .top(
            "of a version that is a number", "cdiVersion: 1.0\nkind: ab.com/gpu\ndevices: [\(device)]", "\"1.0\"",
            line: 1),
        .top("without a kind", "cdiVersion: 0.5.0\ndevices: [\(device)]", "needs a kind", line: 1),
        .top("of a one-letter vendor", "cdiVersion: 0.5.0\nkind: a/gpu\ndevices: [\(device)]", "crashes", line: 2),
        .top("without devices", "cdiVersion: 0.5.0\nkind: ab.com/gpu", "no devices", line: 1),
        .top(
            "with an empty list of devices", "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: []", "no devices", line: 3),
        .top(
            "with a mapping of devices", "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: {a: 1}", "must be a list",
            line: 3),
        .top(
            "with a device twice", "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices:\n- \(device)\n- \(device)",
            "second time, first in line 4", line: 5),
        .top(
            "with a key twice", "cdiVersion: 0.5.0\nkind: ab.com/gpu\nkind: ab.com/gpu\ndevices: [\(device)]",
            "second time", line: 3),
        .top(
            "with a list of top-level edits",
            "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [\(device)]\ncontainerEdits: []",
            "containerEdits must be a mapping, not a list", line: 4),
        .top(
            "with a nameless device", "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices:\n- containerEdits: {env: [A=b]}",
            "A device needs a name", line: 4),
        .top(
            "with an annotation that is no string",
            "cdiVersion: 0.6.0\nkind: ab.com/gpu\nannotations: {a: [1]}\ndevices: [\(device)]",
            "must be a string", line: 3),
        .edits("with edits that are null", "null", "changes nothing", line: 4),
        .edits("with empty lists only", "{env: [], mounts: []}", "changes nothing"),
        .edits("with a key that CDI removed", "{intelRdt: {enableCMT: true}}", "CDI 1.1.0 removed it"),
        .edits("with env that begins with the sign", "{env: [=b]}", "NAME=value"),
        .edits("with env that is no list", "{env: {A: b}}", "env must be a list"),
        .edits("with a pathless node", "{deviceNodes: [{type: c}]}", "A device node needs a path"),
        .edits("with an empty path", "{deviceNodes: [{path: \"\"}]}", "A device node needs a path"),
        .edits("with a node of an unknown type", "{deviceNodes: [{path: /a, type: x}]}", "must be one of b, c, u, p"),
        .edits("with unknown permissions", "{deviceNodes: [{path: /a, permissions: rwx}]}", "a mix of r, w and m"),
        .edits(
            "with a file mode as text", "{deviceNodes: [{path: /a, fileMode: \"0660\"}]}",
            "fileMode must be a whole number"),
        .edits("with a negative uid", "{deviceNodes: [{path: /a, uid: -1}]}", "from 0 to 4294967295"),
        .edits("with a gid beyond 32 bits", "{additionalGids: [4294967296]}", "from 0 to 4294967295"),
        .edits(
            "with a major beyond 64 bits", "{deviceNodes: [{path: /a, major: 9223372036854775808}]}", "whole number"),
        .edits("with a node that is text", "{deviceNodes: [/dev/a]}", "A device node must be a mapping, not a string"),
        .edits("with a mount to nowhere", "{mounts: [{hostPath: /a}]}", "A mount needs a containerPath"),
        .edits("with a mount of nothing", "{mounts: [{containerPath: /a}]}", "A mount needs a hostPath"),
        .edits("with a hook at no point", "{hooks: [{path: /a}]}", "A hook needs a hookName"),
        .edits(
            "with a hook at an unknown point", "{hooks: [{hookName: later, path: /a}]}",
            "one of prestart, createRuntime"),
        .edits("with a pathless hook", "{hooks: [{hookName: poststop}]}", "A hook needs a path"),
        .edits("with bad env in a hook", "{hooks: [{hookName: poststop, path: /a, env: [x]}]}", "NAME=value"),
        .edits("with a closID that climbs", "{intelRdt: {closID: ..}}", "closID must be a file name"),
        .edits("with a closID that is a path", "{intelRdt: {closID: a/b}}", "closID must be a file name"),
        .edits("with monitoring that is a word", "{intelRdt: {enableMonitoring: maybe}}", "must be true or false"),
        .edits("with a nameless interface", "{netDevices: [{hostInterfaceName: a}]}", "A network device needs a name"),
        .edits(
            "with an interface moved twice",
            "{netDevices: [{hostInterfaceName: a, name: b}, {hostInterfaceName: a, name: c}]}",
            "moved twice"),
        .edits(
            "with two interfaces of one name",
            "{netDevices: [{hostInterfaceName: a, name: c}, {hostInterfaceName: b, name: c}]}",
            "Two network devices"),
        .top(
            "with the escape of a slash", "cdiVersion: 0.5.0\nkind: \"ab.com\\/gpu\"\ndevices: [\(device)]",
            "escape \"\\/\" is not known", line: 2),
        .top(
            "of a later YAML", "%YAML 1.2\n---\ncdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [\(device)]",
            "it is YAML 1.2", line: 1),
        .top(
            "with an annotation without a key",
            "cdiVersion: 0.6.0\nkind: ab.com/gpu\nannotations: {null: a}\ndevices: [\(device)]", "needs a key", line: 3),
        .top(
            "with an empty list that its version does not have",
            "cdiVersion: 0.7.0\nkind: ab.com/gpu\ndevices: [\(device)]\ncontainerEdits: {intelRdt: {schemata: []}}",
            "the schemata of intelRdt needs 1.1.0", line: 1),
        .top(
            "with an alias of nothing", "cdiVersion: 0.5.0\nkind: *a\ndevices: [\(device)]",
            "The alias \"*a\" stands for an anchor that no value before it has", line: 2),
    ]

    /// Faults that runtimes overlook.
    static let tolerated: [SpecRow] = [
        .top(
            "with a device name that readers would rewrite",
            "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices:\n- name: 0x10\n  containerEdits: {env: [A=b]}",
            "must be a string, not the number 0x10; put it into quotes", line: 4),
        .top(
            "with a bad annotation key",
            "cdiVersion: 0.6.0\nkind: ab.com/gpu\nannotations: {a b: c}\ndevices: [\(device)]",
            "annotation key \"a b\"", line: 3),
        .top(
            "with more annotations than 256 KiB",
            "cdiVersion: 0.6.0\nkind: ab.com/gpu\nannotations: {a: \(String(repeating: "x", count: 262_144))}\ndevices: [\(device)]",
            "more than 262144 bytes", line: 3),
        .edits("with a key in the wrong case", "{env: [A=b], additionalGIDs: [1]}", "must be spelled additionalGids"),
        .edits(
            "with permissions of no release", "{deviceNodes: [{path: /a, permissions: none}]}", "a mix of r, w and m"),
        .edits(
            "with a hook that must end at once", "{hooks: [{hookName: poststop, path: /a, timeout: 0}]}",
            "at least one second"),
        .top(
            "with a kind in capitals", "cdiVersion: 0.5.0\nKind: ab.com/gpu\ndevices: [\(device)]",
            "The key \"Kind\" of the spec must be spelled kind", line: 2),
        .top(
            "with an anchor", "cdiVersion: 0.5.0\nkind: &a ab.com/gpu\ndevices: [\(device)]",
            "no anchors and aliases (here \"&a\")", line: 2),
        .top(
            "with a tag", "cdiVersion: !!str 0.5.0\nkind: ab.com/gpu\ndevices: [\(device)]",
            "no tags (here \"tag:yaml.org,2002:str\")", line: 1),
        .top(
            "with a tag of its own", "cdiVersion: 0.5.0\nkind: !kind ab.com/gpu\ndevices: [\(device)]",
            "no tags (here \"!kind\")", line: 2),
        .top(
            "before a second document",
            "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [\(device)]\n---\nkind: other", "runtimes read no further",
            line: 4),
        .top(
            "before more than a document", "{cdiVersion: 0.5.0, kind: ab.com/gpu,\n devices: [\(device)]}\n}",
            "runtimes read no further", line: 3),
        .top(
            "with a device that is a number",
            "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices:\n- name: 00\n  containerEdits: {env: [A=b]}",
            "must be a string, not the number 00; put it into quotes", line: 4),
        .edits("with a major that is a fraction of nothing", "{deviceNodes: [{path: /a, major: 1.0}]}", "whole number"),
        .edits("with a short boolean", "{intelRdt: {enableMonitoring: y}}", "must be true or false"),
        .edits("with an argument that is nothing", "{hooks: [{hookName: poststop, path: /a, args: [~]}]}", "a string"),
    ]
}
