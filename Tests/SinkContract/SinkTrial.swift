import Delivery
import Documents
import ResourceSlices
import Testing

/// One sink on trial, and the place where it publishes to.
struct SinkTrial {
    let sink: any SliceSink
    let generations: SinkRule.Generations
    let sourceLocation: SourceLocation
    let observe: () async throws -> ObservedPool

    /// Publishes one after the other; each must be what the outside holds then.
    func publish(_ publications: SlicePublication...) async throws {
        for publication in publications {
            try await sink.publish(publication)
            try await expect(publication)
        }
    }

    func repeats(_ publications: [SlicePublication]) async throws {
        for (index, publication) in publications.enumerated() {
            let publication = publication.with(generation: Int64(index + 1))
            try await publish(publication)
            let revision = try await observe().revision
            for _ in 0..<2 { try await publish(publication) }
            let later = try await observe().revision
            #expect(later == revision, "nothing is written", sourceLocation: sourceLocation)
        }
    }

    func race() async throws {
        let publications = (1...6).map { SlicePublication.devices($0 * 30, generation: Int64($0)) }
        let sink = sink
        try await withThrowingTaskGroup(of: Void.self) { group in
            for publication in publications { group.addTask { try await sink.publish(publication) } }
            try await group.waitForAll()
        }
        let held = try await observe()
        #expect(
            publications.contains { deviation(of: held, from: $0) == nil }, "one of them, whole",
            sourceLocation: sourceLocation)
        try await publish(.devices(130, generation: 7))
    }

    private func expect(_ publication: SlicePublication) async throws {
        let difference = try await deviation(of: observe(), from: publication)
        #expect(difference == nil, sourceLocation: sourceLocation)
    }

    /// What is wrong with what the outside holds; nil where it is the publication.
    private func deviation(of held: ObservedPool, from publication: SlicePublication) -> String? {
        let expected = publication.documents.map { ObservedSlice($0) }
        let found = held.slices.map { ObservedSlice($0) }
        let generationsFound = Set(found.map(\.generation))
        let isGenerationRight =
            switch generations {
            case .ofPublication: generationsFound == [publication.pool.generation]
            case .ofSink: generationsFound.count == 1 && generationsFound.allSatisfy { $0 ?? 0 > 0 }
            }
        if !isGenerationRight {
            return "generations \(generationsFound) instead of \(publication.pool.generation)"
        }
        if found.count != expected.count { return "\(found.count) slices instead of \(expected.count)" }
        guard let slice = found.first(where: { slice in !expected.contains { $0.content == slice.content } }) else {
            return nil
        }
        return "a slice that was not published: \(slice.content.compactJSONText)"
    }
}
