import Foundation
import Registry

/// A folder that we and a department's system both reach, perhaps over a mounted share.
///
/// We write whole files into `to-department` and `receipts`; the department writes into `from-department`. A file is complete
/// when it has its name: both sides write under another name first (`.part`) and then rename. What we have dealt with goes into
/// `done`.
struct BatchFolder: Sendable {
    let path: String

    enum Part: String, CaseIterable {
        case toDepartment = "to-department"
        case fromDepartment = "from-department"
        case receipts, done
    }

    func prepare() throws {
        for part in Part.allCases {
            try FileManager.default.createDirectory(atPath: folder(part), withIntermediateDirectories: true)
        }
    }

    func folder(_ part: Part) -> String { path + "/" + part.rawValue }
    func file(_ part: Part, _ name: String) -> String { folder(part) + "/" + name }

    /// Complete files that wait in a part, oldest name first. What is no plain file, hidden or still being written is left alone.
    func files(_ part: Part) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(part))) ?? []
        return names.sorted().filter { name in
            guard ListFile.Format.allCases.contains(where: { name.hasSuffix(".\($0)") }), !name.hasPrefix("."),
                name.utf8.count <= 128
            else { return false }
            var status = stat()
            return lstat(file(part, name), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        }
    }

    /// Gives a file that was written as `NAME.part` its name, so that it is there whole or not at all, also after a power cut.
    func publish(_ part: Part, _ name: String) throws {
        let written = file(part, name + ".part")
        try sync(written)
        guard rename(written, file(part, name)) == 0 else { throw failure(name) }
        try sync(folder(part))
    }

    func putAway(_ name: String) throws {
        guard rename(file(.fromDepartment, name), file(.done, name)) == 0 else { throw failure(name) }
    }

    private func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private func failure(_ name: String) -> CocoaError {
        CocoaError(
            .fileWriteUnknown,
            userInfo: [NSFilePathErrorKey: name, NSLocalizedDescriptionKey: String(cString: strerror(errno))])
    }
}
