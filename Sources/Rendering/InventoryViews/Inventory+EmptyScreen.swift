package import Hardware

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
