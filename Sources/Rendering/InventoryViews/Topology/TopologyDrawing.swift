package import Hardware
private import PrintableText

/// The topology as an SVG picture: from the left to the right sockets, roots, bridges and cards, each card in a row of its
/// own with its link, its product and a square for each virtual function or partition. It follows the reader's choice of
/// light or dark.
package struct TopologyDrawing {
    private let title: String
    /// Whether the title is written above, or is for those alone who cannot see.
    private let isTitled: Bool
    private let tree: TopologyTree
    private var body = ""
    private var row = 0
    private var width = 0

    private static let rowHeight = 30
    private static let boxHeight = 22
    private static let columnWidth = 148
    private static let boxWidth = 118
    private static let titleHeight = 40
    private static let square = 9
    /// Squares beside one another; more take further rows.
    private static let squaresInRow = 32

    package init(_ inventory: Inventory, isTitled: Bool = true) {
        title = inventory.summary
        self.isTitled = isTitled
        tree = TopologyTree(inventory)
    }

    private var top: Int { 16 + (isTitled ? Self.titleHeight : 0) }

    /// Whether there is anything to draw.
    package var isEmpty: Bool { tree.sockets.isEmpty }

    package var svg: String {
        var drawing = self
        for socket in tree.sockets {
            drawing.draw(socket, column: 0, parent: nil)
            drawing.row += 1
        }
        let height = top + drawing.row * Self.rowHeight + 12
        let width = max(drawing.width, isTitled ? 24 + title.count * 8 : 0) + 24
        let heading = isTitled ? "<text class=\"title\" x=\"16\" y=\"28\">\(title.markup)</text>\n" : ""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="system-ui, sans-serif" font-size="12">
            <style>\(Self.style)</style>
            <title>\(title.markup)</title>
            <rect class="paper" width="\(width)" height="\(height)"/>
            \(heading)\(drawing.body)</svg>

            """
    }

    private static let style = """
        .paper{fill:#fff}.title{font-size:15px;font-weight:600}text{fill:#1f2328}.dim{fill:#59636e}\
        .box{fill:#f6f8fa;stroke:#818b98}.line{stroke:#818b98;fill:none}\
        .offered{fill:#1a7f37;stroke:#1a7f37}.waiting{fill:#bf8700;stroke:#bf8700}.failed{fill:#cf222e;stroke:#cf222e}\
        .other{fill:#818b98;stroke:#818b98}\
        @media(prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#f0f6fc}.dim{fill:#9198a1}\
        .box{fill:#151b23;stroke:#656c76}.line{stroke:#656c76}.offered{fill:#3fb950;stroke:#3fb950}\
        .waiting{fill:#d29922;stroke:#d29922}.failed{fill:#f85149;stroke:#f85149}.other{fill:#656c76;stroke:#656c76}}
        """

    /// Draws what is below first, so that a box stands in the middle of its branches.
    ///
    /// - Returns: The height of the box's middle.
    @discardableResult
    private mutating func draw(_ branch: TopologyTree.Branch, column: Int, parent: Int?) -> Int {
        let x = 16 + column * Self.columnWidth
        guard !branch.branches.isEmpty else { return drawCard(branch, x: x) }
        let middles = branch.branches.map { draw($0, column: column + 1, parent: x) }
        let middle = ((middles.first ?? 0) + (middles.last ?? 0)) / 2
        for below in middles { connect(x + Self.boxWidth, middle, to: x + Self.columnWidth, below) }
        box(branch.label, x: x, middle: middle, mark: nil)
        return middle
    }

    private mutating func drawCard(_ card: TopologyTree.Branch, x: Int) -> Int {
        let middle = top + row * Self.rowHeight + Self.boxHeight / 2
        box(card.label, x: x, middle: middle, mark: card.state)
        let words = [card.link, card.detail].compactMap(\.self).joined(separator: ", ")
        let textX = x + Self.boxWidth + 10
        body += "<text class=\"dim\" x=\"\(textX)\" y=\"\(middle + 4)\">\(words.markup)</text>\n"
        width = max(width, textX + words.count * 7)
        row += 1
        drawShares(card.shares, x: textX)
        return middle
    }

    private mutating func drawShares(_ shares: [TopologyTree.Share], x: Int) {
        guard !shares.isEmpty else { return }
        let pitch = Self.square + 3
        let start = top + row * Self.rowHeight - 6
        for (index, share) in shares.enumerated() {
            let place = (x + index % Self.squaresInRow * pitch, start + index / Self.squaresInRow * pitch)
            body += """
                <rect class="\(Self.name(of: share.state))" x="\(place.0)" y="\(place.1)" width="\(Self.square)" \
                height="\(Self.square)"><title>\(share.label.markup)</title></rect>

                """
        }
        let lines = (shares.count + Self.squaresInRow - 1) / Self.squaresInRow
        width = max(width, x + min(shares.count, Self.squaresInRow) * pitch)
        row += max(1, (lines * pitch + Self.rowHeight - 1) / Self.rowHeight)
    }

    private mutating func box(_ label: String, x: Int, middle: Int, mark: DeviceState?) {
        let y = middle - Self.boxHeight / 2
        body += """
            <rect class="box" x="\(x)" y="\(y)" width="\(Self.boxWidth)" height="\(Self.boxHeight)" rx="4"/>
            <text x="\(x + (mark == nil ? 8 : 18))" y="\(middle + 4)">\(label.markup)</text>

            """
        if let mark {
            body += "<circle class=\"\(Self.name(of: mark))\" cx=\"\(x + 9)\" cy=\"\(middle)\" r=\"4\"/>\n"
        }
        width = max(width, x + Self.boxWidth)
    }

    private mutating func connect(_ x: Int, _ y: Int, to endX: Int, _ endY: Int) {
        let turn = (x + endX) / 2
        body += "<path class=\"line\" d=\"M\(x) \(y)H\(turn)V\(endY)H\(endX)\"/>\n"
    }

    private static func name(of state: DeviceState) -> String {
        switch state {
        case .offered: "offered"
        case .waiting, .withoutDriver: "waiting"
        case .failed: "failed"
        case .split, .notOffered, .management: "other"
        }
    }
}
