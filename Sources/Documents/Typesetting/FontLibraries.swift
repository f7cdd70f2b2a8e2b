import CCairo
import Glibc

/// Functions of HarfBuzz's subsetter, FreeType and cairo's FreeType bridge, which the system's `pangocairo` headers do not
/// declare. They are looked up once, when the first PDF is made.
struct FontLibraries: @unchecked Sendable {
    typealias Handle = UnsafeMutableRawPointer

    // harfbuzz-subset: hb_face_t, hb_set_t and hb_map_t are declared by hb.h, the plan and its input are not.
    let createInput: @convention(c) () -> Handle?
    let destroyInput: @convention(c) (Handle) -> Void
    let glyphSet: @convention(c) (Handle) -> OpaquePointer
    let set: @convention(c) (Handle, UInt32) -> OpaquePointer
    let setFlags: @convention(c) (Handle, UInt32) -> Void
    let createPlan: @convention(c) (OpaquePointer, Handle) -> Handle?
    let destroyPlan: @convention(c) (Handle) -> Void
    let executePlan: @convention(c) (Handle) -> OpaquePointer?
    let newGlyphs: @convention(c) (Handle) -> OpaquePointer

    // freetype
    let openLibrary: @convention(c) (UnsafeMutablePointer<Handle?>) -> Int32
    let closeLibrary: @convention(c) (Handle) -> Int32
    let openFace: @convention(c) (Handle, UnsafePointer<CChar>, Int, Int, UnsafeMutablePointer<Handle?>) -> Int32
    let closeFace: @convention(c) (Handle) -> Int32

    // cairo-ft
    let cairoFace: @convention(c) (Handle, Int32) -> OpaquePointer?

    /// `HB_SUBSET_FLAGS_NO_HINTING`, `…_DESUBROUTINIZE`, `…_NOTDEF_OUTLINE`
    static let flags: UInt32 = 0x01 | 0x04 | 0x40
    /// `HB_SUBSET_SETS_DROP_TABLE_TAG`
    static let droppedTables: UInt32 = 3

    /// The functions, or why they cannot be had.
    static let loaded: Result<FontLibraries, PDFUndrawable> = {
        do throws(PDFUndrawable) { return .success(try FontLibraries()) } catch { return .failure(error) }
    }()

    private init() throws(PDFUndrawable) {
        let subset = try Self.open("libharfbuzz-subset.so.0", "libharfbuzz-subset0")
        let freetype = try Self.open("libfreetype.so.6", "libfreetype6")
        let cairo = try Self.open("libcairo.so.2", "libcairo2")
        createInput = try Self.find("hb_subset_input_create_or_fail", in: subset)
        destroyInput = try Self.find("hb_subset_input_destroy", in: subset)
        glyphSet = try Self.find("hb_subset_input_glyph_set", in: subset)
        set = try Self.find("hb_subset_input_set", in: subset)
        setFlags = try Self.find("hb_subset_input_set_flags", in: subset)
        createPlan = try Self.find("hb_subset_plan_create_or_fail", in: subset)
        destroyPlan = try Self.find("hb_subset_plan_destroy", in: subset)
        executePlan = try Self.find("hb_subset_plan_execute_or_fail", in: subset)
        newGlyphs = try Self.find("hb_subset_plan_old_to_new_glyph_mapping", in: subset)
        openLibrary = try Self.find("FT_Init_FreeType", in: freetype)
        closeLibrary = try Self.find("FT_Done_FreeType", in: freetype)
        openFace = try Self.find("FT_New_Memory_Face", in: freetype)
        closeFace = try Self.find("FT_Done_Face", in: freetype)
        cairoFace = try Self.find("cairo_ft_font_face_create_for_ft_face", in: cairo)
    }

    private static func open(_ name: String, _ package: String) throws(PDFUndrawable) -> Handle {
        guard let handle = dlopen(name, RTLD_NOW) else {
            throw PDFUndrawable(reason: "\(name) is not installed (Debian: \(package))")
        }
        return handle
    }

    private static func find<Function>(_ name: String, in library: Handle) throws(PDFUndrawable) -> Function {
        guard let address = dlsym(library, name) else { throw PDFUndrawable(reason: "\(name) is not available") }
        return unsafeBitCast(address, to: Function.self)
    }
}
