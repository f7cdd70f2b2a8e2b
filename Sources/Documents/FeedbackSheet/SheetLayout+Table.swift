import Vocabulary

/// The outcome of an item in a rounded frame: sign and label. A grant is filled, everything else is open, and the sign
/// differs for each, so that the outcome can be told in black and white.
struct Badge {
    static let height = 16.0
    let width: Double
    private let outcome: FeedbackSheet.Outcome
    private let label: TextBlock

    init(_ outcome: FeedbackSheet.Outcome, layout: SheetLayout) {
        self.outcome = outcome
        let colour: Colour = outcome == .granted ? .white : outcome.colour
        label = layout.text(
            outcome.label(layout.language), TextStyle(size: 8, isBold: true, colour: colour), width: nil)
        width = 6 + 9 + 3 + label.naturalWidth + 7
    }

    func draw(_ canvas: PDFCanvas, _ x: Double, _ y: Double) {
        let isGrant = outcome == .granted
        if isGrant {
            canvas.fill(x: x, y: y, width: width, height: Self.height, radius: Self.height / 2, outcome.colour)
        } else {
            canvas.outline(
                x: x, y: y, width: width, height: Self.height, radius: Self.height / 2 - 0.4, line: 0.9,
                dashes: outcome == .notReached ? [2.2, 1.6] : [], outcome.colour)
        }
        canvas.stroke(
            outcome.sign, x: x + 6, y: y + (Self.height - 9) / 2, scale: 9.0 / 12, line: 1.25,
            isGrant ? .white : outcome.colour)
        label.draw(x: x + 18, y: y + (Self.height - label.height) / 2, on: canvas)
    }

    var strip: Strip { Strip(height: Self.height, draw: draw) }
}

extension SheetLayout {
    /// Left edges and widths of the four columns.
    private static let columns: [(x: Double, width: Double)] = [
        (8, 168), (184, 80), (272, 126), (406, width - 406 - 4),
    ]

    /// The results, department by department.
    var table: [Row] {
        let head = tableHead
        var rows = [head]
        for department in sheet.departments {
            var group = departmentRow(department.name.plain(language), count: department.items.count)
            group.continuation = [head]
            rows.append(group)
            let continued = departmentRow(
                department.name.plain(language) + language("（续）", " (continued)"), count: nil)
            rows += department.items.map { item in
                var row = itemRow(item)
                row.continuation = [head, continued]
                return row
            }
        }
        return rows
    }

    private var tableHead: Row {
        let style = TextStyle(size: 8, isBold: true, colour: .white)
        return Row(
            cells: zip(FeedbackSheet.columns, Self.columns).map { title, column in
                cell(
                    text(title(language), style, width: column.width).strips, x: column.x, width: column.width,
                    tag: "TH")
            }, above: 4, below: 4.5, ground: .indigo, isTabular: true, keepsWithNext: true)
    }

    private func departmentRow(_ name: String, count: Int?) -> Row {
        let wide = Self.width - 100
        var cells = [
            cell(
                text(name, Self.cell.bold().coloured(.indigo), width: wide).strips, x: 8, width: wide, tag: "TH")
        ]
        if let count {
            let words = language("\(count) 项", count == 1 ? "1 item" : "\(count) items")
            cells.append(
                cell(
                    text(words, Self.label.aligned(.right), width: 80).strips, x: Self.width - 88, width: 80, tag: "TD")
            )
        }
        return Row(
            cells: cells, above: 4, below: 4.5, ground: .mist, rule: .line, isTabular: true, keepsWithNext: true)
    }

    private func itemRow(_ item: FeedbackSheet.Item) -> Row {
        func block(_ content: String, _ style: TextStyle, _ column: Int) -> [Strip] {
            text(content, style, width: Self.columns[column].width).strips
        }
        var explanation: [Strip] = []
        if let result = item.result {
            explanation += block(result.name.plain(language), Self.cell, 2)
            explanation += block(result.number, Self.number, 2)
        }
        if let reason = item.reason {
            if !explanation.isEmpty { explanation.append(.gap(3)) }
            explanation += block(reason.plain(language), Self.cell, 2)
        }
        let clock = TextStyle(size: 7.6, colour: .slate)
        var times = item.decided.map { block($0.text(language), Self.cell, 3) } ?? []
        for line in [item.promise(language), item.performance(language)].compactMap({ $0 }) {
            times += block(line, clock, 3)
        }
        if let margin = item.margin, let words = item.marginText(language) {
            times += block(words, clock.bold().coloured(margin > 0 ? .bamboo : .cinnabar), 3)
        }
        let dash = block("—", Self.cell.coloured(.slate), 2)
        let strips = [
            block(item.name.plain(language), Self.cell.bold(), 0) + [.gap(1)]
                + block(item.number.description, Self.number, 0),
            [.gap(-1.5), Badge(item.outcome, layout: self).strip],
            explanation.isEmpty ? dash : explanation,
            times.isEmpty ? dash : times,
        ]
        return Row(
            cells: zip(strips, Self.columns).enumerated().map { index, entry in
                cell(entry.0, x: entry.1.x, width: entry.1.width, tag: index == 0 ? "TH" : "TD")
            }, above: 7, below: 7.5, rule: .line, isTabular: true)
    }
}
