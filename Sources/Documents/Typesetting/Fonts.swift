import CCairo

/// The fonts that paper needs.
enum Fonts {
    /// Fails unless the Chinese fonts are installed. Without them the system would quietly print boxes.
    static func check() throws(PDFUndrawable) {
        if let missing { throw PDFUndrawable(reason: "font \(missing) is not installed (Debian: fonts-noto-cjk)") }
    }

    /// The first family that this machine lacks. Asked once; fonts do not come and go under a running process.
    private static let missing: String? = {
        let map = pango_cairo_font_map_new()
        defer { g_object_unref(UnsafeMutableRawPointer(map)) }
        var list: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
        var count: Int32 = 0
        pango_font_map_list_families(map, &list, &count)
        defer { g_free(list) }
        let names = (0..<Int(count)).compactMap { index in
            list?[index].map { String(cString: pango_font_family_get_name($0)) }
        }
        return [TextStyle.Family.sans, .serif].map(\.rawValue).first { !names.contains($0) }
    }()
}
