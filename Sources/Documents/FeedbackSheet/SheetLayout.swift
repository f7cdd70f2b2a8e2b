import Vocabulary

/// The rows of a feedback sheet on paper.
struct SheetLayout {
    static let left = 44.0
    static let top = 44.0
    static let width = PDFCanvas.width - 2 * left
    /// What rows may fill; the footer stands below it.
    static let areaHeight = PDFCanvas.height - top - 62

    let sheet: FeedbackSheet
    let language: Language
    let canvas: PDFCanvas

    var rows: [Row] {
        var rows = head
        if let notice = sheet.notice(language) { rows += self.notice(notice.heading, notice.text) }
        rows += summary + particulars + [.gap(14)] + table
        if let burden = sheet.burden { rows += [.gap(18)] + self.burden(burden) }
        rows += [.gap(16)] + closing + signature
        return rows
    }

    // MARK: - Styles

    static let title = TextStyle(size: 22, family: .serif, isBold: true, colour: .indigo, leading: 0.9)
    static let subtitle = TextStyle(size: 12.5, colour: .ink)
    static let heading = TextStyle(size: 10.5, isBold: true, colour: .indigo)
    static let body = TextStyle(size: 9, leading: 1.06)
    static let label = TextStyle(size: 8, colour: .slate)
    static let cell = TextStyle(size: 8.5, leading: 1.02)
    static let number = TextStyle(size: 6.8, colour: .slate, breaksAnywhere: true)

    func text(_ text: String, _ style: TextStyle, width: Double?) -> TextBlock {
        TextBlock(text, style, width: width, language: language.tag, on: canvas)
    }

    func cell(_ strips: [Strip], x: Double = 0, width: Double = SheetLayout.width, tag: String? = "P") -> Cell {
        Cell(x: x, width: width, strips: strips, tag: tag)
    }

    func headingRow(_ heading: Bilingual) -> Row {
        Row(
            cells: [cell(text(heading(language), Self.heading, width: Self.width).strips, tag: "H2")], below: 4,
            keepsWithNext: true)
    }

    // MARK: - Head

    private var head: [Row] {
        let side = 92.0
        let wide = Self.width - side - 20
        let issuer = text(sheet.issuer.plain(language), Self.label, width: wide)
        let title = text(FeedbackSheet.title(language), Self.title, width: wide)
        let subtitle = text(sheet.bundle.plain(language), Self.subtitle, width: wide)
        let accent = Strip(height: 15) { canvas, x, y in canvas.fill(x: x, y: y + 5, width: 30, height: 2.4, .cinnabar)
        }
        let titleTop = issuer.height + accent.height
        var row = Row(cells: [
            cell(issuer.strips + [accent], width: wide),
            cell([.gap(titleTop)] + title.strips, width: wide, tag: "H1"),
            cell([.gap(titleTop + title.height + 2)] + subtitle.strips, width: wide),
        ])
        if let code = sheet.verificationSymbol {
            let hint = text(FeedbackSheet.scanHint(language), Self.label.aligned(.centre), width: side)
            let raise = 8.0
            let picture = Strip(height: side - raise) { canvas, x, y in
                canvas.link(to: sheet.verificationAddress) { canvas.draw(code, x: x, y: y - raise, side: side) }
            }
            row.cells.append(cell([picture] + hint.strips, x: Self.width - side, width: side, tag: nil))
        }
        return [row, .gap(12)]
    }

    private func notice(_ heading: String, _ explanation: String) -> [Row] {
        let colour: Colour = sheet.isRevoked ? .cinnabar : .ochre
        let wide = Self.width - 28
        var row = Row(
            cells: [
                cell(
                    text(heading, Self.heading.coloured(colour), width: wide).strips
                        + text(explanation, Self.body, width: wide).strips, x: 14, width: wide)
            ], above: 8, below: 9)
        row.frame = { canvas, x, y, height in
            canvas.outline(x: x, y: y, width: Self.width, height: height, radius: 5, line: 1.2, colour)
        }
        return [row, .gap(12)]
    }

    // MARK: - Summary and particulars

    private var summary: [Row] {
        let wide = Self.width - 28
        let sentence = text(
            sheet.summary(language), TextStyle(size: 13, isBold: true, colour: .ink), width: wide)
        let strips = sentence.strips + [.gap(4)] + tally(width: wide)
        var row = Row(cells: [cell(strips, x: 14, width: wide, tag: "H2")], above: 9, below: 8)
        row.frame = { canvas, x, y, height in
            canvas.fill(x: x, y: y, width: Self.width, height: height, radius: 6, .mist)
        }
        return [row, .gap(12)]
    }

    /// Badges with their counts, in as many lines as they need.
    private func tally(width: Double) -> [Strip] {
        struct Chip {
            let badge: Badge
            let count: TextBlock
            let x: Double
        }
        var lines: [[Chip]] = [[]]
        var x = 0.0
        for entry in sheet.tally {
            let words = "\(entry.count) \(language("项", entry.count == 1 ? "item" : "items"))"
            let count = text(words, TextStyle(size: 9), width: nil)
            let badge = Badge(entry.outcome, layout: self)
            let advance = badge.width + 6 + count.naturalWidth
            if x > 0, x + advance > width {
                lines.append([])
                x = 0
            }
            lines[lines.count - 1].append(Chip(badge: badge, count: count, x: x))
            x += advance + 13
        }
        return lines.map { line in
            Strip(height: Badge.height + 4) { canvas, left, y in
                for chip in line {
                    chip.badge.draw(canvas, left + chip.x, y)
                    chip.count.draw(
                        x: left + chip.x + chip.badge.width + 6, y: y + (Badge.height - chip.count.height) / 2,
                        on: canvas)
                }
            }
        }
    }

    private var particulars: [Row] {
        let half = Self.width / 2
        let labelWidth = language == .zh ? 56.0 : 84.0
        let entries = sheet.particulars(language)
        func pair(_ entry: (label: String, value: String), x: Double, width: Double) -> [Cell] {
            [
                cell(text(entry.label, Self.label, width: labelWidth).strips, x: x, width: labelWidth),
                cell(
                    [.gap(-1)] + text(entry.value, Self.body, width: width - labelWidth - 6).strips,
                    x: x + labelWidth + 6, width: width - labelWidth - 6),
            ]
        }
        return stride(from: 0, to: entries.count, by: 2).map { index in
            let isLast = index + 1 == entries.count
            var cells = pair(entries[index], x: 14, width: isLast ? Self.width - 28 : half - 14)
            if !isLast { cells += pair(entries[index + 1], x: half + 14, width: half - 28) }
            return Row(cells: cells, above: 1.5, below: 1.5)
        }
    }
}
