import CCairo

/// Glyphs of one font beside each other, with the text they stand for, so that the text can be searched and copied.
struct GlyphRun {
    struct Glyph {
        let number: UInt32
        /// From the left end of the run and from the baseline, in points.
        let x: Double
        let y: Double
    }

    let typeface: Typeface
    let size: Double
    let width: Double
    private(set) var glyphs: [Glyph] = []
    private(set) var clusters: [cairo_text_cluster_t] = []
    private let text: [CChar]
    private let isBackward: Bool

    /// - Parameters:
    ///   - item: One run of a line.
    ///   - text: The UTF-8 text of the whole layout.
    init(_ item: UnsafeMutablePointer<PangoGlyphItem>, text: [UInt8], size: Double, on canvas: PDFCanvas) {
        let source = item.pointee.item.pointee
        typeface = canvas.typeface(of: source.analysis.font)
        self.size = size
        isBackward = source.analysis.level % 2 == 1
        let start = Int(source.offset)
        self.text = text[start..<start + Int(source.length)].map { CChar(bitPattern: $0) }

        // Which of the glyphs are drawn: not the empty ones, and for what no font has, the font's sign for the unknown.
        let string = item.pointee.glyphs.pointee
        var isDrawn: [Bool] = []
        var x: Int32 = 0
        for index in 0..<Int(string.num_glyphs) {
            let info = string.glyphs[index]
            isDrawn.append(info.glyph != PangoGlyph.empty)
            if info.glyph != PangoGlyph.empty {
                let isKnown = info.glyph & PangoGlyph.unknownFlag == 0
                glyphs.append(
                    Glyph(
                        number: isKnown ? info.glyph : 0, x: TextBlock.points(x + info.geometry.x_offset),
                        y: TextBlock.points(info.geometry.y_offset)))
            }
            x += info.geometry.width
        }
        width = TextBlock.points(x)
        for glyph in glyphs { typeface.gather(glyph.number) }
        clusters = Self.clusters(of: item, text: text, isDrawn: isDrawn)
    }

    private static func clusters(
        of item: UnsafeMutablePointer<PangoGlyphItem>, text: [UInt8], isDrawn: [Bool]
    ) -> [cairo_text_cluster_t] {
        var found: [cairo_text_cluster_t] = []
        text.withUnsafeBytes { text in
            guard let base = text.bindMemory(to: CChar.self).baseAddress else { return }
            var iterator = PangoGlyphItemIter()
            var more = pango_glyph_item_iter_init_start(&iterator, item, base)
            while more != 0 {
                let (first, end) = (Int(iterator.start_glyph), Int(iterator.end_glyph))
                // In text from right to left the glyphs of a cluster are counted down.
                let range = first <= end ? first..<end : end + 1..<first + 1
                found.append(
                    cairo_text_cluster_t(
                        num_bytes: iterator.end_index - iterator.start_index,
                        num_glyphs: Int32(range.count { isDrawn[$0] })))
                more = pango_glyph_item_iter_next_cluster(&iterator)
            }
        }
        return found
    }

    /// Draws with the left end of the baseline at (x, y), in the canvas's colour.
    func draw(x: Double, y: Double, on canvas: PDFCanvas) {
        guard !glyphs.isEmpty else { return }
        guard typeface.hasOutlines else {
            // An emoji of a bitmap font: an empty box says that something stands here.
            return canvas.outline(x: x + 0.5, y: y - size * 0.8, width: max(width - 1, 2), height: size * 0.9, .slate)
        }
        guard let font = canvas.drawable(typeface) else { return }
        cairo_set_font_face(canvas.cairo, font.face)
        cairo_set_font_size(canvas.cairo, size)
        let placed = glyphs.map { cairo_glyph_t(index: font.number($0.number), x: x + $0.x, y: y + $0.y) }
        cairo_show_text_glyphs(
            canvas.cairo, text, Int32(text.count), placed, Int32(placed.count), clusters, Int32(clusters.count),
            isBackward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : cairo_text_cluster_flags_t(0))
    }
}

extension PangoGlyph {
    /// `PANGO_GLYPH_EMPTY`: takes room and is not drawn.
    fileprivate static let empty: PangoGlyph = 0x0FFF_FFFF
    /// `PANGO_GLYPH_UNKNOWN_FLAG`: no font has the character.
    fileprivate static let unknownFlag: PangoGlyph = 0x1000_0000
}
