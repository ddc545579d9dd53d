private import Delivery
internal import Hardware
internal import InventoryViews
private import PrintableText
internal import StatusFile

/// How the agent stands, as a page for browsers that needs nothing from elsewhere and runs no script.
struct StatusPage {
    let status: NodeStatus
    /// What the last survey found; absent before the first.
    let survey: (inventory: Inventory, time: Timestamp)?
    /// When the page is made.
    let now: Timestamp

    /// More devices are shown at a click, lest all else is far below them.
    private static let mostShown = 40

    /// What browsers may do with it: show it.
    static let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <style>\(StatusPageStyle.text)</style>
        </head>
        <body>
        <header>
        <h1>\(title)</h1>
        <p>\(badge) apusd \(status.version.markup), started \(time(status.started)), as of \(time(now))</p>
        \(status.unreadiness.map { "<p class=\"bad\">\($0.markup)</p>\n" } ?? "")</header>
        \(parts)</body>
        </html>

        """
    }

    private var title: String { (survey?.inventory.summary ?? "The first survey is under way").markup }

    private var badge: String {
        status.unreadiness == nil
            ? "<span class=\"badge good\">ready</span>" : "<span class=\"badge bad\">not ready</span>"
    }

    private var parts: String {
        [devices, drawing, problems, sinks, kubelet, claims, files, changes].compactMap(\.self).joined()
    }

    private func time(_ time: Timestamp) -> String { "<time>\(time.toTheSecond)</time>" }

    private func section(_ title: String, _ note: String = "", _ body: String) -> String {
        "<section>\n<h2>\(title)</h2>\(note)\n\(body)</section>\n"
    }

    private func table(_ columns: [String], _ rows: [[String]]) -> String {
        let head = columns.map { "<th>\($0)</th>" }.joined()
        let body = rows.map { "<tr>\($0.map { $0.hasPrefix("<td") ? $0 : "<td>\($0)</td>" }.joined())</tr>\n" }.joined()
        return
            "<div class=\"scroll\"><table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
    }

    private var devices: String? {
        guard let survey else { return nil }
        let note = "<p class=\"dim\">Surveyed \(time(survey.time)).</p>"
        let rows = survey.inventory.rows
        guard !rows.isEmpty else { return section("Devices", note, "<p>There is no GPU or accelerator.</p>\n") }
        guard rows.count > Self.mostShown else { return section("Devices", note, table(of: rows)) }
        let urgent = rows.filter { $0.mood == .attention || $0.mood == .bad }.prefix(Self.mostShown)
        return section(
            "Devices", note,
            (urgent.isEmpty ? "" : table(of: Array(urgent)))
                + "<details><summary>All \(rows.count) devices</summary>\n\(table(of: rows))</details>\n")
    }

    private func table(of rows: [DeviceRow]) -> String {
        let claimed = rows.map { row in status.claims(holding: row.name).map(\.label).joined(separator: ", ") }
        let hasClaims = claimed.contains { !$0.isEmpty }
        let cells = zip(rows, claimed).map { row, claim in
            [
                number(row.index), "<td class=\"code\">\(row.address.markup)</td>", row.product.markup,
                word(row.driver),
                number(row.numaNode), number(row.memory), state(row.state, row.mood.rawValue),
            ] + (hasClaims ? [claim.markup] : []) + ["<td class=\"dim\">\(row.reason?.markup ?? "")</td>"]
        }
        let columns =
            ["#", "Address", "Product", "Driver", "NUMA", "Memory", "State"] + (hasClaims ? ["Claim"] : [])
        return table(columns + [""], cells)
    }

    private func word(_ text: String?) -> String { text?.markup ?? "–" }

    private func number(_ text: String?) -> String { "<td class=\"number\">\(word(text))</td>" }

    private func state(_ text: String, _ mood: String) -> String {
        "<td><span class=\"dot \(mood)\"></span>\(text.markup)</td>"
    }

    private var drawing: String? {
        guard let inventory = survey?.inventory else { return nil }
        let drawing = TopologyDrawing(inventory, isTitled: false)
        return drawing.isEmpty ? nil : section("Topology", "", "<div class=\"scroll\">\(drawing.svg)</div>\n")
    }

    private var problems: String? {
        guard !status.problems.isEmpty else { return nil }
        let rows = status.problems.map { "<li class=\"bad\">\($0.reason.markup)</li>\n" }.joined()
        return section("Problems", "", "<ul>\n\(rows)</ul>\n")
    }

    private var sinks: String? {
        guard !status.sinks.isEmpty else { return nil }
        let rows = status.sinks.map { sink in
            [
                sink.name.markup, state(sink.state, sink.isWell ? "good" : "bad"),
                sink.lastSuccess.map(time) ?? "–", sink.lastFailure.map(time) ?? "–",
                (sink.reason ?? sink.cluster?.summary ?? "").markup,
            ]
        }
        return section("Sinks", "", table(["Name", "State", "Last success", "Last failure", ""], rows))
    }

    private var kubelet: String? {
        status.kubelet.map { kubelet in
            let mood = kubelet.state == .registered ? "good" : kubelet.state == .awaited ? "attention" : "bad"
            let reason = kubelet.reason.map { ": \($0.markup)" } ?? ""
            return section(
                "Kubelet", "", "<p><span class=\"dot \(mood)\"></span>\(kubelet.state.rawValue)\(reason)</p>\n")
        }
    }

    private var claims: String? {
        guard !status.claims.isEmpty else { return nil }
        let rows = status.claims.map { claim in
            [
                claim.label.markup, "<td class=\"code\">\(claim.uid.markup)</td>",
                "<td class=\"code\">\(claim.devices.joined(separator: ", ").markup)</td>",
            ]
        }
        return section("Claims", "", table(["Claim", "UID", "Devices"], rows))
    }

    private var files: String? {
        guard !status.cdiFiles.isEmpty else { return nil }
        let rows = status.cdiFiles.map { file in
            ["<td class=\"code\">\(file.path.markup)</td>", number(file.devices.map(String.init))]
        }
        return section("CDI files", "", table(["File", "Devices"], rows))
    }

    private var changes: String? {
        guard !status.changes.isEmpty else { return nil }
        let rows = status.changes.map { [time($0.time), "<td class=\"code\">\($0.text.markup)</td>"] }
        return section("Last changes", "", table(["Time", "Device"], rows))
    }
}

extension ClusterFacts {
    fileprivate var summary: String {
        let place = pool.map { "generation \($0.generation) of \($0.name), \($0.slices) slices, \($0.devices) devices" }
        return [server, release, apiVersion, place].compactMap(\.self).joined(separator: ", ")
    }
}
