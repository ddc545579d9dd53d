extension ContainerEdits {
    package struct Mount: Hashable, Sendable {
        package var hostPath: String
        package var containerPath: String
        package var type: String?
        package var options: [String]

        package init(hostPath: String, containerPath: String, type: String? = nil, options: [String] = []) {
            self.hostPath = hostPath
            self.containerPath = containerPath
            self.type = type
            self.options = options
        }
    }
}
