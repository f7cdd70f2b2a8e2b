/// A horizontal strip of a cell that is never cut: a line of text, a badge, a gap.
struct Strip {
    let height: Double
    /// Draws with the top left corner at (x, y).
    let draw: (_ canvas: PDFCanvas, _ x: Double, _ y: Double) -> Void

    static func gap(_ height: Double) -> Strip { Strip(height: height) { _, _, _ in } }
}

/// Strips stacked at one place across the page.
struct Cell {
    /// From the left margin.
    var x: Double
    var width: Double
    var strips: [Strip]
    /// Its part in the logical structure: `TH`, `TD`, `P`, `H1`…
    var tag: String? = "P"

    var height: Double { strips.reduce(0) { $0 + $1.height } }
}

/// Cells side by side, over the whole width between the margins.
struct Row {
    var cells: [Cell]
    var above = 0.0
    var below = 0.0
    /// Colour behind the row.
    var ground: Colour?
    /// Colour of the line under the row.
    var rule: Colour?
    /// Drawn before the cells, for frames: x, y and height of the row.
    var frame: ((_ canvas: PDFCanvas, _ x: Double, _ y: Double, _ height: Double) -> Void)?
    /// Part of a table.
    var isTabular = false
    /// Never the last on a page: for headings.
    var keepsWithNext = false
    /// Repeated at the top of the page when this row, or the rest of it, starts a page.
    var continuation: [Row] = []

    var height: Double { above + (cells.map(\.height).max() ?? 0) + below }

    static func gap(_ height: Double) -> Row { Row(cells: [], above: height) }

    var isGap: Bool { cells.isEmpty && ground == nil && frame == nil }

    /// Cuts the row so that its head is no higher than `available`; nil if not one strip fits.
    func split(at available: Double) -> (head: Row, tail: Row)? {
        var head = self
        var tail = self
        for (index, cell) in cells.enumerated() {
            var room = available - above - below
            let count = cell.strips.prefix { strip in
                room -= strip.height
                return room >= 0
            }.count
            head.cells[index].strips = Array(cell.strips.prefix(count))
            tail.cells[index].strips = Array(cell.strips.dropFirst(count))
        }
        return head.cells.contains { !$0.strips.isEmpty } ? (head, tail) : nil
    }

    func draw(on canvas: PDFCanvas, left: Double, top: Double, width: Double) {
        if let ground { canvas.fill(x: left, y: top, width: width, height: height, ground) }
        frame?(canvas, left, top, height)
        canvas.tagged(isTabular ? "TR" : nil) {
            for cell in cells {
                canvas.tagged(cell.tag) {
                    var y = top + above
                    for strip in cell.strips {
                        strip.draw(canvas, left + cell.x, y)
                        y += strip.height
                    }
                }
            }
        }
        if let rule { canvas.rule(x: left, y: top + height, width: width, rule) }
    }
}
