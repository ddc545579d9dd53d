import AgentConfiguration
import Synchronization
import SystemPackage

/// Where the configuration is read, at the start and again.
final class ConfigurationSource: Sendable {
    private let file: FilePath?
    private let wasThere = Mutex(false)

    /// Without a file it is the standard one, if that is there.
    init(_ file: FilePath?) { self.file = file }

    /// A standard file that was there and is not any more is rather being replaced than given up, and so no reason to
    /// fall back to the defaults.
    func load() throws(ConfigurationError) -> Configuration {
        let read = try Configuration.read(from: file)
        let isGone = wasThere.withLock { wasThere in
            defer { wasThere = wasThere || read != nil }
            return wasThere && read == nil
        }
        if isGone { throw .unreadable(file: Configuration.standardFile.string, .noSuchFileOrDirectory) }
        return read ?? Configuration()
    }
}
