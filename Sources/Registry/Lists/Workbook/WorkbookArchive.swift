import CZip

/// The parts of a workbook file (Office Open XML, ECMA-376) as streams, with the sizes that an honest one has.
///
/// A part that unfolds to more than a hundred times its packed size is a bomb and is not read on, whatever its header claims.
final class WorkbookArchive {
    struct Limits {
        var entries: Int64 = 2_000
        /// What one part may unfold to, in bytes.
        var part = 1 << 30
        var ratio = 100
        /// Small parts may be packed as tightly as they like.
        var free = 1 << 20
    }

    private let archive: OpaquePointer
    fileprivate let limits: Limits

    init(path: String, limits: Limits = Limits()) throws {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
            throw HostileFile.brokenWorkbook("the archive is damaged")
        }
        self.archive = archive
        self.limits = limits
        guard zip_get_num_entries(archive, 0) <= limits.entries else {
            throw HostileFile.brokenWorkbook("the archive has too many parts")
        }
    }

    deinit { zip_discard(archive) }

    /// A part by its name; nil when there is none. It lives no longer than the archive.
    func part(_ name: String) throws -> Part? {
        var stat = zip_stat_t()
        zip_stat_init(&stat)
        guard zip_stat(archive, name, 0, &stat) == 0 else { return nil }
        guard stat.encryption_method == 0 else { throw HostileFile.brokenWorkbook("the workbook is encrypted") }
        guard let file = zip_fopen_index(archive, stat.index, 0) else {
            throw HostileFile.brokenWorkbook("\(name) is damaged")
        }
        return Part(name: name, file: file, packed: Int(clamping: stat.comp_size), of: self)
    }

    /// One part, unfolded piece by piece.
    final class Part {
        let name: String
        let packed: Int
        /// Bytes unfolded so far.
        private(set) var unfolded = 0
        private let file: OpaquePointer
        private let archive: WorkbookArchive

        fileprivate init(name: String, file: OpaquePointer, packed: Int, of archive: WorkbookArchive) {
            self.name = name
            self.file = file
            self.packed = packed
            self.archive = archive
        }

        deinit { zip_fclose(file) }

        /// The next piece; empty at the end.
        func read() throws -> [UInt8] {
            let limits = archive.limits
            let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let got = zip_fread(file, buffer.baseAddress, zip_uint64_t(buffer.count))
                guard got >= 0 else { throw HostileFile.brokenWorkbook("\(name) is damaged") }
                count = Int(got)
            }
            unfolded += piece.count
            guard unfolded <= limits.part, unfolded <= limits.free || unfolded / max(packed, 1) <= limits.ratio else {
                throw HostileFile.bomb(part: name)
            }
            return piece
        }
    }
}
