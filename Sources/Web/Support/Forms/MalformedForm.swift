import Vocabulary

/// How much a form may send.
struct FormLimits: Hashable, Sendable {
    /// Bytes of the whole body.
    var body = 1 << 20
    /// Fields and files together.
    var parts = 500
    /// Bytes of a field's name.
    var name = 200
    /// Bytes of a field's value.
    var value = 100_000
    /// Bytes of the headers of one part of a multipart form.
    var headers = 4_096
    /// Bytes of one file.
    var file = 10 << 20

    /// For forms with files: as large as the files together may be.
    static func files(upTo body: Int) -> FormLimits {
        var limits = FormLimits()
        limits.body = body
        return limits
    }
}

/// Why the body of a request is not a form. Browsers never send such bodies.
enum MalformedForm: Error, Hashable, Sendable {
    /// Neither `application/x-www-form-urlencoded` nor `multipart/form-data`.
    case notAForm(String)
    case tooLarge(limit: Int)
    case tooManyParts(limit: Int)
    case nameTooLong(limit: Int)
    case valueTooLong(name: String, limit: Int)
    case fileTooLarge(name: String, limit: Int)
    /// `%` without two hexadecimal digits, at this byte.
    case brokenEscape(at: Int)
    /// Not UTF-8.
    case brokenText(name: String)
    case noBoundary
    /// Ends before the closing boundary.
    case cutOff
    case headersTooLong(limit: Int)
    /// A part without a name, or with headers that cannot be read.
    case brokenPart(number: Int)

    /// The status that HTTP has for it.
    var status: Int {
        switch self {
        case .notAForm: 415
        case .tooLarge, .tooManyParts, .nameTooLong, .valueTooLong, .fileTooLarge, .headersTooLong: 413
        case .brokenEscape, .brokenText, .noBoundary, .cutOff, .brokenPart: 400
        }
    }

    var message: Bilingual {
        switch self {
        case .notAForm(let type): Bilingual("请求不是表单：\(type)", "the request is not a form: \(type)")
        case .tooLarge(let limit):
            Bilingual("提交的内容超过 \((limit + 1023) / 1024) KB", "what was sent is larger than \((limit + 1023) / 1024) KB")
        case .tooManyParts(let limit): Bilingual("表单超过 \(limit) 项", "the form has more than \(limit) fields")
        case .nameTooLong(let limit): Bilingual("字段名超过 \(limit) 字节", "a field name is longer than \(limit) bytes")
        case .valueTooLong(let name, let limit):
            Bilingual("“\(name)”超过 \(limit) 字节", "“\(name)” is longer than \(limit) bytes")
        case .fileTooLarge(let name, let limit):
            Bilingual("文件“\(name)”超过 \(limit >> 20) MB", "the file “\(name)” is larger than \(limit >> 20) MB")
        case .brokenEscape(let offset):
            Bilingual("第 \(offset + 1) 字节的百分号编码有误", "the percent escape at byte \(offset + 1) is broken")
        case .brokenText(let name): Bilingual("“\(name)”不是 UTF-8 文字", "“\(name)” is not UTF-8 text")
        case .noBoundary: Bilingual("multipart 表单没有分界符", "the multipart form has no boundary")
        case .cutOff: Bilingual("表单不完整，请重新提交", "the form is cut off; send it again")
        case .headersTooLong(let limit):
            Bilingual("表单某一部分的头超过 \(limit) 字节", "the headers of a part are longer than \(limit) bytes")
        case .brokenPart(let number): Bilingual("表单的第 \(number) 部分有误", "part \(number) of the form is broken")
        }
    }
}
