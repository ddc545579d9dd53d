import Files

extension SpecDirectory {
    /// Whether both are one directory, perhaps by two names. What is missing is no other directory's like.
    func isSame(as other: SpecDirectory) throws(AtomicFileError) -> Bool {
        if path == other.path { return true }
        guard let identity = try identity(), let others = try other.identity() else { return false }
        return identity == others
    }

    /// nil where there is no such directory.
    private func identity() throws(AtomicFileError) -> FileIdentity? {
        do {
            return try directory.identity()
        } catch .fileInPlaceOfDirectory {
            return nil
        } catch {
            throw error
        }
    }
}
