import CCairo

/// One font file as a document uses it: first it gathers the glyphs, then it becomes a small font of just these.
///
/// The small font is made by HarfBuzz, with the outlines' subroutines written out. Cairo 1.16 would also take Noto CJK as
/// it is, but its subsetter counts hints wrongly once two glyphs share a subroutine of a CID-keyed font. It then embeds
/// every subroutine of the font (1 MB a file), or aborts the process, depending on which characters meet in the text:
/// "fi ff ffi" in Noto Serif CJK Bold is enough. Without subroutines there is nothing to miscount.
final class Typeface {
    /// The whole font (`hb_face_t`).
    private let whole: OpaquePointer
    private let glyphs: OpaquePointer
    /// Whether the font has outlines. Bitmap fonts, such as some of emoji, cannot be drawn on paper.
    let hasOutlines: Bool
    private var small: (face: OpaquePointer, numbers: OpaquePointer)?

    init(_ face: OpaquePointer) {
        whole = hb_face_reference(face)
        glyphs = hb_set_create()
        hasOutlines = ["glyf", "CFF "].contains { tag in
            let table = hb_face_reference_table(face, Self.tag(tag))
            defer { hb_blob_destroy(table) }
            return hb_blob_get_length(table) > 0
        }
    }

    deinit {
        if let small {
            cairo_font_face_destroy(small.face)
            hb_map_destroy(small.numbers)
        }
        hb_set_destroy(glyphs)
        hb_face_destroy(whole)
    }

    /// Says that the document shows this glyph.
    func gather(_ glyph: UInt32) {
        precondition(small == nil, "text was laid out after drawing began")
        hb_set_add(glyphs, glyph)
    }

    /// The font to draw with, and the number of each gathered glyph in it.
    func drawable() throws(PDFUndrawable) -> (face: OpaquePointer, number: (UInt32) -> UInt) {
        let ready: (face: OpaquePointer, numbers: OpaquePointer)
        if let small { ready = small } else { ready = try makeSmall() }
        small = ready
        return (ready.face, { UInt(hb_map_get(ready.numbers, $0)) })
    }

    private func makeSmall() throws(PDFUndrawable) -> (face: OpaquePointer, numbers: OpaquePointer) {
        let libraries = try FontLibraries.loaded.get()
        guard let input = libraries.createInput() else { throw PDFUndrawable(reason: "out of memory") }
        defer { libraries.destroyInput(input) }
        libraries.setFlags(input, FontLibraries.flags)
        hb_set_union(libraries.glyphSet(input), glyphs)
        // The text is shaped already: what shaping needs is left out, and with it the glyphs that it could reach.
        for name in ["GSUB", "GPOS", "GDEF", "BASE", "kern", "vhea", "vmtx", "VORG"] {
            hb_set_add(libraries.set(input, FontLibraries.droppedTables), Self.tag(name))
        }
        guard let plan = libraries.createPlan(whole, input) else {
            throw PDFUndrawable(reason: "a font cannot be subset")
        }
        defer { libraries.destroyPlan(plan) }
        guard let subset = libraries.executePlan(plan) else { throw PDFUndrawable(reason: "a font cannot be subset") }
        defer { hb_face_destroy(subset) }
        let file = try FontFile(hb_face_reference_blob(subset), libraries)
        guard let face = libraries.cairoFace(file.face, 0) else { throw PDFUndrawable(reason: "out of memory") }
        // Cairo keeps fonts for a while after the last use; the file goes when cairo lets go of the face.
        let status = cairo_font_face_set_user_data(face, FontFile.key, Unmanaged.passRetained(file).toOpaque()) {
            file in
            guard let file else { return }
            Unmanaged<FontFile>.fromOpaque(file).release()
        }
        guard status == CAIRO_STATUS_SUCCESS else { throw PDFUndrawable(reason: "out of memory") }
        return (face, hb_map_reference(libraries.newGlyphs(plan)))
    }

    /// Four characters as the number by which font tables are known.
    private static func tag(_ name: String) -> hb_tag_t { name.utf8.reduce(0) { $0 << 8 | hb_tag_t($1) } }
}

/// A font file in memory, opened by a FreeType of its own: cairo may close it on any thread.
private final class FontFile {
    let face: FontLibraries.Handle
    private let freeType: FontLibraries.Handle
    private let bytes: OpaquePointer
    private let libraries: FontLibraries

    /// The address by which cairo tells user data apart.
    nonisolated(unsafe) static let key = UnsafeMutablePointer<cairo_user_data_key_t>.allocate(capacity: 1)

    /// Takes over the reference to the bytes (`hb_blob_t`).
    init(_ bytes: OpaquePointer, _ libraries: FontLibraries) throws(PDFUndrawable) {
        var length: UInt32 = 0
        var library: FontLibraries.Handle?
        var face: FontLibraries.Handle?
        guard let data = hb_blob_get_data(bytes, &length), libraries.openLibrary(&library) == 0, let library else {
            hb_blob_destroy(bytes)
            throw PDFUndrawable(reason: "FreeType cannot be opened")
        }
        guard libraries.openFace(library, data, Int(length), 0, &face) == 0, let face else {
            _ = libraries.closeLibrary(library)
            hb_blob_destroy(bytes)
            throw PDFUndrawable(reason: "a font subset cannot be read")
        }
        self.face = face
        freeType = library
        self.bytes = bytes
        self.libraries = libraries
    }

    deinit {
        _ = libraries.closeFace(face)
        _ = libraries.closeLibrary(freeType)
        hb_blob_destroy(bytes)
    }
}
