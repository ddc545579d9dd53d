package import CDI
import Glibc
package import SystemPackage

extension SpecDirectory {
    /// The files that runtimes read, by name; none where the directory is missing.
    package func files() throws(SpecDirectoryError) -> [SpecFile] {
        guard let directory = try DirectoryDescriptor(existing: path) else { return [] }
        let names: [String]
        do {
            names = try directory.names()
        } catch {
            throw .directory(path, .list, error)
        }
        return names.filter(SpecFile.isSpecName).sorted().compactMap { name in
            guard let reading = Self.reading(of: name, in: directory) else { return nil }
            return SpecFile(path: path.appending(name).string, reading: reading)
        }
    }

    /// What a file anywhere holds; one that cannot be read has that for a finding.
    package static func reading(of file: FilePath) -> SpecReading {
        let parent = file.removingLastComponent()
        do {
            guard let name = file.lastComponent,
                let directory = try DirectoryDescriptor(existing: parent.isEmpty ? "." : parent)
            else { return SpecReading(fault: "There is no such file.") }
            return reading(of: name.string, in: directory) ?? SpecReading(fault: "This is a directory, not a file.")
        } catch {
            return SpecReading(fault: error.description)
        }
    }

    /// nil for a directory: runtimes do not look into it.
    private static func reading(of name: String, in directory: borrowing DirectoryDescriptor) -> SpecReading? {
        do {
            return SpecReading(try directory.content(of: name))
        } catch .isDirectory {
            return nil
        } catch {
            return SpecReading(fault: "The file cannot be read: \(error).")
        }
    }
}
