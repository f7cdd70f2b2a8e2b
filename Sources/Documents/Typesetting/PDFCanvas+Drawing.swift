import CCairo

extension PDFCanvas {
    /// Fills a rectangle, with round corners if asked.
    func fill(x: Double, y: Double, width: Double, height: Double, radius: Double = 0, _ colour: Colour) {
        set(colour)
        trace(x: x, y: y, width: width, height: height, radius: radius)
        cairo_fill(cairo)
    }

    /// Draws the outline of a rectangle inside its edges.
    func outline(
        x: Double, y: Double, width: Double, height: Double, radius: Double = 0, line: Double = 0.75,
        dashes: [Double] = [], _ colour: Colour
    ) {
        set(colour)
        cairo_set_line_width(cairo, line)
        cairo_set_dash(cairo, dashes, Int32(dashes.count), 0)
        trace(x: x + line / 2, y: y + line / 2, width: width - line, height: height - line, radius: radius)
        cairo_stroke(cairo)
        cairo_set_dash(cairo, nil, 0, 0)
    }

    /// Draws a straight horizontal line.
    func rule(x: Double, y: Double, width: Double, line: Double = 0.75, _ colour: Colour) {
        set(colour)
        cairo_set_line_width(cairo, line)
        cairo_move_to(cairo, x, y)
        cairo_line_to(cairo, x + width, y)
        cairo_stroke(cairo)
    }

    /// Draws open lines with round ends; the points are scaled and then moved to (`x`, `y`).
    func stroke(_ lines: [[Point]], x: Double, y: Double, scale: Double, line: Double, _ colour: Colour) {
        set(colour)
        cairo_set_line_width(cairo, line)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
        for points in lines {
            cairo_new_sub_path(cairo)
            for point in points { cairo_line_to(cairo, x + point.x * scale, y + point.y * scale) }
        }
        cairo_stroke(cairo)
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT)
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
    }

    /// Draws a QR code as one path, on white, with its quiet zone inside the given side.
    func draw(_ code: QRCode, x: Double, y: Double, side: Double) {
        fill(x: x, y: y, width: side, height: side, .white)
        let module = side / Double(code.size + 2 * QRCode.quietZone)
        set(.black)
        for run in code.runs {
            cairo_rectangle(
                cairo, x + Double(run.x + QRCode.quietZone) * module, y + Double(run.y + QRCode.quietZone) * module,
                Double(run.length) * module, module)
        }
        cairo_fill(cairo)
    }

    /// Draws inside a clickable area that leads to an address.
    func link(to address: String, _ draw: () -> Void) {
        var quoted = ""
        for character in address {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        tagged("Link", attributes: "uri='\(quoted)'", draw)
    }

    /// Draws as one element of the logical structure that screen readers follow: `H1`, `P`, `Table`, `TR`, `TH`, `TD`.
    func tagged(_ name: String?, attributes: String = "", _ draw: () -> Void) {
        guard let name else { return draw() }
        cairo_tag_begin(cairo, name, attributes)
        draw()
        cairo_tag_end(cairo, name)
    }

    func set(_ colour: Colour) { cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue) }

    private func trace(x: Double, y: Double, width: Double, height: Double, radius: Double) {
        guard radius > 0 else { return cairo_rectangle(cairo, x, y, width, height) }
        cairo_new_sub_path(cairo)
        cairo_arc(cairo, x + width - radius, y + radius, radius, -.pi / 2, 0)
        cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, .pi / 2)
        cairo_arc(cairo, x + radius, y + height - radius, radius, .pi / 2, .pi)
        cairo_arc(cairo, x + radius, y + radius, radius, .pi, .pi * 1.5)
        cairo_close_path(cairo)
    }
}

/// A point of a small drawing.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
}
