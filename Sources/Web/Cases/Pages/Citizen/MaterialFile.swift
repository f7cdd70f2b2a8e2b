import Cases
import Documents
import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// A file that may be kept as a material: its type is read from its content, not from its name.
struct MaterialFile: Sendable {
    let name: String
    let mediaType: String
    let bytes: [UInt8]

    /// What the file chooser offers.
    static let accepted = [
        ".pdf", ".png", ".jpg", ".jpeg", ".txt", "image/png", "image/jpeg", "application/pdf", "text/plain",
    ]

    struct Refused: Error {
        let message: Bilingual
    }

    static func check(_ file: UploadedFile) -> Result<MaterialFile, Refused> {
        guard !file.bytes.isEmpty else { return .failure(Refused(message: Bilingual("文件是空的", "the file is empty"))) }
        guard file.bytes.count <= Upload.largest else {
            let most = Upload.largest >> 20
            return .failure(
                Refused(
                    message: Bilingual("文件超过 \(most) MB，请压缩后再上传", "the file is larger than \(most) MB; make it smaller")
                ))
        }
        guard let type = type(of: file.bytes) else {
            return .failure(
                Refused(
                    message: Bilingual(
                        "只接受 PDF、PNG、JPEG 和纯文本文件", "only PDF, PNG, JPEG and plain text files are accepted")))
        }
        return .success(MaterialFile(name: file.name.isEmpty ? "file" : file.name, mediaType: type, bytes: file.bytes))
    }

    /// Checked, and looked at by the virus scanner when there is one. What nobody could look at is not taken.
    static func accept(_ file: UploadedFile, for visitor: Visitor) async -> Result<MaterialFile, Refused> {
        let checked = check(file)
        guard case .success(let accepted) = checked, let scanner = visitor.site.scanner else { return checked }
        let verdict = await scanner.scan(accepted.bytes)
        visitor.site.metrics.note(verdict)
        switch verdict {
        case .clean: return checked
        case .infected(let name):
            visitor.context.logger.warning("an upload is infected", metadata: ["found": "\(name)"])
            return .failure(
                Refused(
                    message: Bilingual(
                        "文件含有病毒或恶意代码，没有保存", "the file holds a virus or other harmful code; it was not kept")))
        case .unable(let reason):
            visitor.context.logger.error("uploads cannot be scanned", metadata: ["error": "\(reason)"])
            return .failure(
                Refused(
                    message: Bilingual(
                        "暂时无法检查文件安全，没有保存，请稍后再上传",
                        "the file could not be checked just now and was not kept; try again later")))
        }
    }

    /// The media type that the first bytes show; nil for everything that is not taken.
    static func type(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: Array("%PDF-".utf8)) { return "application/pdf" }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F || "\t\n\r".unicodeScalars.contains($0)
        }
        return isPlain ? "text/plain; charset=utf-8" : nil
    }

    /// A stored file for the one who handed it in. Always saved, never opened inside our pages.
    static func response(_ upload: Upload) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: upload.mediaType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentDisposition: "attachment; filename*=UTF-8''\(upload.fileName.queryEncoded)",
            ], body: .init(byteBuffer: ByteBuffer(bytes: upload.content)))
    }
}
