extension ContainerEdits {
    /// A program that the runtime runs at a point of the container's life.
    package struct Hook: Hashable, Sendable {
        package var point: Point
        /// On the host, but in the container for `startContainer`.
        package var path: String
        package var args: [String]
        package var env: [String]
        /// Seconds.
        package var timeout: Int64?

        package init(point: Point, path: String, args: [String] = [], env: [String] = [], timeout: Int64? = nil) {
            self.point = point
            self.path = path
            self.args = args
            self.env = env
            self.timeout = timeout
        }

        /// The file's `hookName`.
        package enum Point: String, CaseIterable, Sendable {
            case prestart, createRuntime, createContainer, startContainer, poststart, poststop
        }
    }
}
