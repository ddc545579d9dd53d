import AgentConfiguration
import Documents

enum ConfigurationProperties {
    /// What is accepted, written down and read again is the same; what is refused says where and why.
    static func check(_ bytes: [UInt8]) -> Int32 {
        do {
            let configuration = try Configuration(yaml: bytes, file: "it")
            let json = configuration.json
            for text in [json.yamlText, json.jsonText] {
                let again = try? Configuration(yaml: Array(text.utf8), file: "it")
                require(again == configuration, "a configuration can be read again from\n\(text)")
            }
        } catch .problems(_, let problems) {
            let lines = bytes.count { $0 == 0x0a || $0 == 0x0d || $0 >= 0x80 } + 1
            require(!problems.isEmpty, "a refusal has a reason")
            for problem in problems {
                // A newline may be U+0085, U+2028 or U+2029, too.
                require((1...lines + 1).contains(problem.position.line), "\(problem) stands in one of \(lines) lines")
                require(problem.position.column > 0, "\(problem) stands in a column")
                require(!problem.message.isEmpty, "a problem says what it is")
            }
        } catch {
            require(false, "\(error) is a problem of the text")
        }
        return 0
    }
}
