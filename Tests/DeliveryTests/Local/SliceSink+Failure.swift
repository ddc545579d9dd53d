import Delivery

extension SliceSink {
    /// Why a publication fails; nil where it does not.
    func failure(_ publication: SlicePublication) async -> SinkFailure? {
        do {
            try await publish(publication)
            return nil
        } catch {
            return error
        }
    }
}
