import CCairo
import Vocabulary

/// A PDF file being drawn, page by page. Lengths are points (1/72 inch), from the top left corner of the page.
///
/// The file depends only on what is drawn and on the ``Metadata``: the same input gives the same bytes.
final class PDFCanvas {
    /// ISO 216 A4.
    static let width = 595.276
    static let height = 841.89

    /// What the file says about itself.
    struct Metadata {
        var title: String
        var author: String
        var subject: String
        var created: Instant
        var modified: Instant
    }

    /// The drawing context (`cairo_t`).
    let cairo: OpaquePointer
    /// The text context (`PangoContext`), without hinting and without rounding to pixels.
    let pango: OpaquePointer
    private let surface: OpaquePointer
    private let output = Output()
    private var typefaces: [OpaquePointer: Typeface] = [:]
    /// The first thing that went wrong with a font.
    private var failure: PDFUndrawable?

    private final class Output {
        var bytes: [UInt8] = []
    }

    init(_ metadata: Metadata) {
        surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            },
            Unmanaged.passUnretained(output).toOpaque(), Self.width, Self.height)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata.title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, metadata.author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Lianban")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, metadata.created.wholeSeconds)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, metadata.modified.wholeSeconds)
        cairo = cairo_create(surface)
        pango = pango_cairo_create_context(cairo)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(pango, options)
        cairo_set_font_options(cairo, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(pango, 0)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(pango))
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    /// The font file behind a font of any size.
    func typeface(of font: UnsafeMutablePointer<PangoFont>) -> Typeface {
        guard let face = hb_font_get_face(pango_font_get_hb_font(font)) else { fatalError("out of memory") }
        if let known = typefaces[face] { return known }
        let typeface = Typeface(face)
        typefaces[face] = typeface
        return typeface
    }

    /// The font to draw with; nil, and the file fails when it is finished, if the font cannot be made.
    func drawable(_ typeface: Typeface) -> (face: OpaquePointer, number: (UInt32) -> UInt)? {
        do throws(PDFUndrawable) {
            return try typeface.drawable()
        } catch {
            failure = failure ?? error
            return nil
        }
    }

    func endPage() { cairo_show_page(cairo) }

    /// Closes the file and returns it. Nothing may be drawn afterwards.
    func finish() throws(PDFUndrawable) -> [UInt8] {
        let drawing = cairo_status(cairo)
        cairo_surface_finish(surface)
        let status = drawing == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : drawing
        if let failure { throw failure }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PDFUndrawable(reason: String(cString: cairo_status_to_string(status)))
        }
        return output.bytes
    }
}

/// The PDF could not be made: the fonts are missing, or the drawing library refused.
public struct PDFUndrawable: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { "PDF: \(reason)" }
}

extension Instant {
    /// `2024-06-07T10:32:00Z`: the form that cairo reads, which knows no fractions.
    fileprivate var wholeSeconds: String {
        let text = description
        guard let point = text.firstIndex(of: ".") else { return text }
        return text[..<point] + "Z"
    }
}
