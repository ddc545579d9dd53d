/// The open watches, found by the node that they are about: of ten thousand agents each asks for one node only.
struct WatcherTable: ExpressibleByDictionaryLiteral, Sequence {
    private var watchers: [Int: TestCluster.Watcher] = [:]
    /// nil for those that ask for all nodes.
    private var numbers: [String?: Set<Int>] = [:]

    init(dictionaryLiteral elements: (Int, TestCluster.Watcher)...) {
        for (number, watcher) in elements { self[number] = watcher }
    }

    subscript(number: Int) -> TestCluster.Watcher? {
        get { watchers[number] }
        set {
            if let old = watchers[number] { numbers[old.selector.nodeName]?.remove(number) }
            if let newValue { numbers[newValue.selector.nodeName, default: []].insert(number) }
            watchers[number] = newValue
        }
    }

    var count: Int { watchers.count }

    var values: Dictionary<Int, TestCluster.Watcher>.Values { watchers.values }

    func watching(_ node: String) -> [TestCluster.Watcher] {
        [node, nil].flatMap { numbers[$0] ?? [] }.sorted().compactMap { watchers[$0] }
    }

    func makeIterator() -> Dictionary<Int, TestCluster.Watcher>.Iterator { watchers.makeIterator() }
}
