import CCairo
import Vocabulary

extension SheetLayout {
    /// Five figures side by side: what it would have been, what it was.
    func burden(_ burden: FeedbackSheet.Burden) -> [Row] {
        let measures = burden.measures
        let gap = 8.0
        let wide = (Self.width - gap * Double(measures.count - 1)) / Double(measures.count)
        let cells = measures.enumerated().map { index, measure in
            let centred = Self.label.aligned(.centre)
            let figures = TextStyle(size: 13, isBold: true, colour: .indigo, alignment: .centre)
            return cell(
                text(measure.label(language), centred, width: wide).strips + [.gap(1)]
                    + text("\(measure.before) → \(measure.after)", figures, width: wide).strips
                    + text(measure.saving(language), centred, width: wide).strips,
                x: Double(index) * (wide + gap), width: wide)
        }
        var row = Row(cells: cells, above: 6, below: 7)
        row.frame = { canvas, x, y, height in
            for index in measures.indices {
                canvas.outline(
                    x: x + Double(index) * (wide + gap), y: y, width: wide, height: height, radius: 5, .line)
            }
        }
        return [headingRow(FeedbackSheet.burdenHeading), row]
    }

    /// Remedies, rating and verification.
    var closing: [Row] {
        var rows = [headingRow(FeedbackSheet.remediesHeading)]
        rows += sheet.remedies.map { paragraph($0.plain(language)) }
        if let address = sheet.ratingAddress {
            rows += [
                .gap(10), headingRow(FeedbackSheet.ratingHeading), paragraph(FeedbackSheet.ratingInvitation(language)),
            ]
            rows.append(linkRow(address))
        }
        rows += [
            .gap(10), headingRow(FeedbackSheet.verificationHeading),
            paragraph(FeedbackSheet.verificationText(language)),
            linkRow(sheet.verificationAddress),
        ]
        return rows
    }

    /// Who answers for the sheet, and its day.
    var signature: [Row] {
        let style = Self.body.aligned(.right)
        return [
            .gap(16),
            Row(cells: [
                cell(
                    text(sheet.issuer.plain(language), style.bold(), width: Self.width).strips
                        + text(sheet.issued.day.text(language), style, width: Self.width).strips)
            ]),
        ]
    }

    private func paragraph(_ words: String) -> Row {
        Row(cells: [cell(text(words, Self.body, width: Self.width).strips)], below: 2)
    }

    private func linkRow(_ address: String) -> Row {
        var style = Self.body.coloured(.indigo)
        style.breaksAnywhere = true
        let strips = text(address, style, width: Self.width).strips.map { strip in
            Strip(height: strip.height) { canvas, x, y in
                canvas.link(to: address) { strip.draw(canvas, x, y) }
            }
        }
        return Row(cells: [cell(strips)])
    }

    // MARK: - Every page

    /// Case number on the left, page number on the right.
    func footer(page: Int, of count: Int) -> [TextBlock] {
        let style = TextStyle(size: 7, colour: .slate)
        return [
            text("\(language("办件编号", "Case number")) \(sheet.number)", style, width: Self.width),
            text(
                language("第 \(page) 页，共 \(count) 页", "Page \(page) of \(count)"), style.aligned(.right),
                width: Self.width),
        ]
    }

    func draw(_ footer: [TextBlock]) {
        let y = PDFCanvas.height - 46
        canvas.rule(x: Self.left, y: y, width: Self.width, .line)
        for block in footer { block.draw(x: Self.left, y: y + 6, on: canvas) }
    }

    /// The word "revoked" in large letters.
    var watermark: TextBlock {
        text(language("已作废", "REVOKED"), TextStyle(size: 96, isBold: true, colour: .cinnabar), width: nil)
    }

    /// Draws a word across the page, light enough to read through.
    func drawAcross(_ word: TextBlock) {
        cairo_push_group(canvas.cairo)
        cairo_save(canvas.cairo)
        cairo_translate(canvas.cairo, PDFCanvas.width / 2, PDFCanvas.height / 2)
        cairo_rotate(canvas.cairo, -.pi / 6)
        word.draw(x: -word.naturalWidth / 2, y: -word.height / 2, on: canvas)
        cairo_restore(canvas.cairo)
        cairo_pop_group_to_source(canvas.cairo)
        cairo_paint_with_alpha(canvas.cairo, 0.13)
    }
}
