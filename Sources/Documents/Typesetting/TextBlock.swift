import CCairo

/// How text looks on paper.
struct TextStyle {
    enum Family: String {
        case sans = "Noto Sans CJK SC"
        case serif = "Noto Serif CJK SC"
    }

    enum Alignment { case left, centre, right }

    /// Size of the letters in points.
    var size: Double
    var family = Family.sans
    var isBold = false
    var colour = Colour.ink
    /// Distance between baselines as a multiple of the font's own line height, which for Noto CJK is 1.45 of the size.
    var leading = 1.0
    var alignment = Alignment.left
    /// May break between any two characters: for long numbers and addresses.
    var breaksAnywhere = false

    func bold() -> TextStyle {
        var style = self
        style.isBold = true
        return style
    }

    func coloured(_ colour: Colour) -> TextStyle {
        var style = self
        style.colour = colour
        return style
    }

    func aligned(_ alignment: Alignment) -> TextStyle {
        var style = self
        style.alignment = alignment
        return style
    }
}

/// Text laid out in lines of a given width. All text of a document is laid out before its first page is drawn.
final class TextBlock {
    private struct Line {
        /// Left end of the text, top of the line, baseline: from the top left corner of the block.
        let x: Double
        let top: Double
        let baseline: Double
        let height: Double
        let runs: [GlyphRun]
    }

    private let lines: [Line]
    /// Width of the longest line.
    let naturalWidth: Double
    private let colour: Colour

    /// - Parameter width: Where lines break; nil for one line of any length.
    init(_ text: String, _ style: TextStyle, width: Double?, language: String, on canvas: PDFCanvas) {
        let layout = Self.layout(text, style, width: width, language: language, on: canvas)
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        colour = style.colour
        let bytes = Array(text.utf8)
        let iterator = pango_layout_get_iter(layout)
        defer { pango_layout_iter_free(iterator) }
        var lines: [Line] = []
        var widest: Int32 = 0
        repeat {
            var top: Int32 = 0
            var bottom: Int32 = 0
            var extent = PangoRectangle()
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            pango_layout_iter_get_line_extents(iterator, nil, &extent)
            widest = max(widest, extent.width)
            var runs: [GlyphRun] = []
            var node = pango_layout_iter_get_line_readonly(iterator).pointee.runs
            while let run = node {
                let item = run.pointee.data.assumingMemoryBound(to: PangoGlyphItem.self)
                runs.append(GlyphRun(item, text: bytes, size: style.size, on: canvas))
                node = run.pointee.next
            }
            lines.append(
                Line(
                    x: Self.points(extent.x), top: Self.points(top),
                    baseline: Self.points(pango_layout_iter_get_baseline(iterator)), height: Self.points(bottom - top),
                    runs: runs))
        } while pango_layout_iter_next_line(iterator) != 0
        self.lines = lines
        naturalWidth = Self.points(widest)
    }

    private static func layout(
        _ text: String, _ style: TextStyle, width: Double?, language: String, on canvas: PDFCanvas
    ) -> OpaquePointer {
        pango_context_set_language(canvas.pango, pango_language_from_string(language))
        guard let layout = pango_layout_new(canvas.pango) else { fatalError("out of memory") }
        let font = pango_font_description_new()
        pango_font_description_set_family(font, style.family.rawValue)
        pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
        pango_layout_set_wrap(layout, style.breaksAnywhere ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR)
        pango_layout_set_line_spacing(layout, Float(style.leading))
        switch style.alignment {
        case .left: pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case .centre: pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        case .right: pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        }
        if let width { pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE))) }
        return layout
    }

    var height: Double { lines.reduce(0) { $0 + $1.height } }

    /// One strip for each line, so that a long text can run over to the next page.
    var strips: [Strip] {
        lines.map { line in
            Strip(height: line.height) { canvas, x, y in self.draw(line, x: x, y: y, on: canvas) }
        }
    }

    /// Draws all lines with the top left corner at (x, y).
    func draw(x: Double, y: Double, on canvas: PDFCanvas) {
        for line in lines { draw(line, x: x, y: y + line.top, on: canvas) }
    }

    private func draw(_ line: Line, x: Double, y: Double, on canvas: PDFCanvas) {
        canvas.set(colour)
        var left = x + line.x
        for run in line.runs {
            run.draw(x: left, y: y + line.baseline - line.top, on: canvas)
            left += run.width
        }
    }

    static func points(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }
}
