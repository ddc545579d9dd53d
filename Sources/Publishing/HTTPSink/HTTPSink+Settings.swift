extension HTTPSink {
    /// The name by which others reach the settings, whose own module is hidden behind the sink of the same name.
    package typealias Settings = HTTPSinkSettings
}
