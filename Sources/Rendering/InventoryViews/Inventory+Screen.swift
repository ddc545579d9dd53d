package import Hardware

extension Inventory {
    /// What a person sees first: a summary, a row for each accelerator and partition, a line for each that needs
    /// attention, and what was left out.
    ///
    /// A wide one also has place, link and nodes; a complete one also management displays, and the reason of
    /// everything that is not offered.
    /// `devices` are those that were asked for, nil for all.
    package func screen(
        _ style: ScreenStyle, isWide: Bool = false, isComplete: Bool = false, devices: [Accelerator]? = nil
    ) -> String {
        if let devices {
            return table(of: devices, isWide: isWide, style) + "\n" + Attention(of: devices).text(style)
        }
        let shown = accelerators.filter { isComplete || state(of: $0) != .management }
        guard !shown.isEmpty else { return emptyScreen(style) }
        var parts = [Paragraph(summary + ".", style: style).lines, table(of: shown, isWide: isWide, style)]
        let attention = Attention(self, isComplete: isComplete).text(style)
        let notes = attention + (isComplete ? "" : leftOutLine(style))
        if !notes.isEmpty { parts.append(notes) }
        return parts.joined(separator: "\n")
    }

    /// `node7, kernel 6.1.0: 3 GPUs, 2 offered, 1 waiting`.
    package var summary: String {
        let states = accelerators.map { state(of: $0) }
        let counted = accelerators.filter { state(of: $0) != .management }
        let kinds = FunctionType.screenOrder.compactMap { type in
            let count = counted.count { $0.type == type }
            return count == 0 ? nil : type.counted(count)
        }
        let told = DeviceState.allCases.compactMap { state in
            let count = states.count { $0 == state }
            return count == 0 && state != .offered ? nil : state.adjective.map { "\(count) \($0)" }
        }
        let all = kinds.isEmpty ? ["no GPU or accelerator"] : kinds + told
        return "\(hostLabel): \(all.joined(separator: ", "))"
    }

    var hostLabel: String {
        [host.name ?? "unnamed host", host.kernelRelease.map { "kernel \($0)" }].compactMap(\.self)
            .joined(separator: ", ")
    }

    /// What a person need not see, in numbers; empty where there is nothing of the kind.
    func leftOutLine(_ style: ScreenStyle) -> String {
        let displays = accelerators.count { state(of: $0) == .management }
        let chosen = omissions.count(where: \.isChosen)
        let parts = [
            displays == 0 ? nil : Self.counted(displays, "management display"),
            chosen == 0 ? nil : "\(Self.counted(chosen, "function")) by the configuration",
        ].compactMap(\.self)
        guard !parts.isEmpty else { return "" }
        return Paragraph("Left out: \(parts.joined(separator: ", ")) (--all).", style: style, indent: 2).lines
    }

    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension FunctionType {
    fileprivate static let screenOrder: [FunctionType] = [.gpu, .accelerator, .virtualFunction, .partition]

    fileprivate func counted(_ count: Int) -> String {
        switch self {
        case .gpu: Inventory.counted(count, "GPU")
        case .accelerator: Inventory.counted(count, "accelerator")
        case .virtualFunction: Inventory.counted(count, "virtual function")
        case .partition: Inventory.counted(count, "partition")
        }
    }
}

extension Inventory {
    /// Shown in every form for people where there is no accelerator: how that was found, and where to go on.
    package func emptyScreen(_ style: ScreenStyle) -> String {
        let looked = functionCount.map { Self.counted($0, "PCI function") }
        let seen = looked.map { "\($0) looked at. " } ?? ""
        let parts = [
            Paragraph(summary + ".", style: style).lines,
            Paragraph(
                """
                \(seen)What counts: class 03 (display), class 12 (processing accelerator), accelerators of other classes \
                that are known by their ids, and every function whose driver has a render or accel device.
                """, style: style
            ).lines,
            Attention(self, isComplete: false).text(style) + leftOutLine(style),
            """
            lspci -nn                   shows whether the kernel sees the card; where it
                                        does not, look at its slot, power and firmware
            apus config show            candidates.include adds functions by class or id
            apus inventory --host FILE  shows a machine that `apus record FILE` recorded

            """,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
