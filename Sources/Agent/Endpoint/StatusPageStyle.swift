/// The look of the status page, in light and in dark as the reader's browser is. The colours are those of the topology's
/// drawing.
enum StatusPageStyle {
    static let text = """
        :root{--paper:#fff;--ink:#1f2328;--dim:#59636e;--rule:#d1d9e0;--good:#1a7f37;--attention:#9a6700;--bad:#cf222e}
        @media(prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#f0f6fc;--dim:#9198a1;--rule:#3d444d;\
        --good:#3fb950;--attention:#d29922;--bad:#f85149}}
        body{background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif;max-width:1600px;margin:0 auto;\
        padding:16px 24px}
        h1{font-size:20px;margin:8px 0}h2{font-size:16px;margin:24px 0 4px}p{margin:4px 0}ul{margin:4px 0;padding-left:20px}
        table{border-collapse:collapse}th,td{text-align:left;padding:4px 16px 4px 0;vertical-align:top}
        th{color:var(--dim);font-weight:600}tbody tr{border-top:1px solid var(--rule)}
        td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.code{font-family:ui-monospace,monospace;font-size:13px;white-space:pre}time{white-space:nowrap}
        td:nth-child(7){white-space:nowrap}.dim{color:var(--dim)}.scroll{overflow-x:auto}
        .bad{color:var(--bad)}.badge{border:1px solid currentColor;border-radius:10px;padding:1px 8px;font-weight:600}
        .badge.good{color:var(--good)}.badge.bad{color:var(--bad)}
        .dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px;background:var(--dim)}
        .dot.good{background:var(--good)}.dot.attention{background:var(--attention)}.dot.bad{background:var(--bad)}
        svg{display:block;max-width:100%;height:auto}summary{cursor:pointer;padding:4px 0}
        """
}
