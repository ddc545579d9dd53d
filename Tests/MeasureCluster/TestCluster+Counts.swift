import FakeAPIServer

extension TestCluster {
    /// How many slices there are.
    var count: Int { with { $0.objects.count } }

    var requests: Int { with { $0.requests.count } }
}
