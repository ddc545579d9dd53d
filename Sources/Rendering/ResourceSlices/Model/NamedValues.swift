/// Values by the names of attributes, in the order of the names, as servers write them.
///
/// A device has about twenty, and there may be thousands of devices: a list takes a third of a dictionary's memory, is compared
/// without hashing and need not be sorted to be written.
package struct NamedValues<Value: Hashable & Sendable>: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let key: AttributeName
        package let value: Value
    }

    private var members: [Member] = []

    package init() {}

    /// Without those that are nil. No name may stand there twice.
    init(known topics: [KeyValuePairs<AttributeName, Value?>]) {
        var members: [Member] = []
        members.reserveCapacity(topics.reduce(0) { $0 + $1.count })
        for topic in topics {
            for (name, value) in topic { if let value { members.append(Member(key: name, value: value)) } }
        }
        // `sorted` makes an array that has no room to spare.
        self.members = members.sorted { $0.key < $1.key }
    }

    package var keys: [AttributeName] { members.map(\.key) }

    package subscript(name: AttributeName) -> Value? {
        get {
            let place = place(of: name)
            return place < members.count && members[place].key == name ? members[place].value : nil
        }
        set {
            let place = place(of: name)
            let end = place < members.count && members[place].key == name ? place + 1 : place
            guard place < end || newValue != nil else { return }
            members.replaceSubrange(place..<end, with: newValue.map { [Member(key: name, value: $0)] } ?? [])
        }
    }

    /// Where a name stands or would stand.
    private func place(of name: AttributeName) -> Int {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension NamedValues: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package subscript(index: Int) -> Member { members[index] }
}

extension NamedValues: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (AttributeName, Value)...) {
        for (name, value) in elements { self[name] = value }
    }
}
