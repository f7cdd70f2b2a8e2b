import Foundation

extension FormValues {
    /// Reads `multipart/form-data` (RFC 7578). Parts inside parts and transfer encodings, which browsers do not send, are
    /// refused.
    /// - Parameter boundary: From the `Content-Type` header, without the two leading hyphens.
    init(multipart bytes: [UInt8], boundary: String, limits: FormLimits = FormLimits()) throws(MalformedForm) {
        self.init()
        guard (1...70).contains(boundary.utf8.count) else { throw .noBoundary }
        var scanner = MultipartScanner(bytes: bytes, boundary: Array(boundary.utf8), limits: limits)
        while let part = try scanner.nextPart() {
            guard entries.count + files.count < limits.parts else { throw .tooManyParts(limit: limits.parts) }
            guard part.name.utf8.count <= limits.name else { throw .nameTooLong(limit: limits.name) }
            if let fileName = part.fileName {
                // A file field in which nothing was chosen comes without a name and without content.
                if fileName.isEmpty, part.content.isEmpty { continue }
                guard part.content.count <= limits.file else {
                    throw .fileTooLarge(name: fileName, limit: limits.file)
                }
                append(
                    UploadedFile(field: part.name, name: fileName, claimedType: part.type, bytes: Array(part.content)))
            } else {
                guard part.content.count <= limits.value else {
                    throw .valueTooLong(name: part.name, limit: limits.value)
                }
                guard let value = String(validating: part.content, as: UTF8.self) else {
                    throw .brokenText(name: part.name)
                }
                append(part.name, value.lineFeeds)
            }
        }
    }
}

/// Walks over the parts of a multipart body.
private struct MultipartScanner {
    struct Part {
        var name = ""
        var fileName: String?
        var type = "application/octet-stream"
        var content: ArraySlice<UInt8> = []
    }

    private let bytes: [UInt8]
    private let boundary: [UInt8]
    private let limits: FormLimits
    /// Behind the last boundary that was read; nil before the first.
    private var position: Int?
    private var count = 0

    init(bytes: [UInt8], boundary: [UInt8], limits: FormLimits) {
        self.bytes = bytes
        self.boundary = Array("--".utf8) + boundary
        self.limits = limits
    }

    /// The next part; nil behind the closing boundary.
    mutating func nextPart() throws(MalformedForm) -> Part? {
        var start: Int
        if let position { start = position } else { start = try skipPreamble() }
        // Behind a boundary: two hyphens close the form; otherwise blanks and a line end.
        if bytes[start...].starts(with: "--".utf8) { return nil }
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        count += 1
        guard bytes[start...].starts(with: "\r\n".utf8) else {
            throw start == bytes.count ? .cutOff : .brokenPart(number: count)
        }
        start += 2
        var part = try readHeaders(&start)
        guard let end = find(Array("\r\n".utf8) + boundary, from: start) else { throw .cutOff }
        part.content = bytes[start..<end]
        position = end + 2 + boundary.count
        return part
    }

    /// The end of the first boundary, which stands at the very beginning or at the beginning of a line.
    private func skipPreamble() throws(MalformedForm) -> Int {
        if bytes.starts(with: boundary) { return boundary.count }
        let line = Array("\r\n".utf8) + boundary
        guard let found = find(line, from: 0) else { throw .cutOff }
        return found + line.count
    }

    private func readHeaders(_ start: inout Int) throws(MalformedForm) -> Part {
        var part = Part()
        var isNamed = false
        let limit = min(bytes.count, start + limits.headers)
        while true {
            guard let end = find(Array("\r\n".utf8), from: start), end <= limit else {
                throw limit == bytes.count ? .cutOff : .headersTooLong(limit: limits.headers)
            }
            let line = bytes[start..<end]
            start = end + 2
            if line.isEmpty { break }
            guard let header = String(validating: line, as: UTF8.self), let colon = header.firstIndex(of: ":") else {
                throw .brokenPart(number: count)
            }
            let value = HeaderValue(header[header.index(after: colon)...])
            switch header[..<colon].lowercased() {
            case "content-disposition":
                guard value.main == "form-data", let name = value["name"], !isNamed else {
                    throw .brokenPart(number: count)
                }
                isNamed = true
                part.name = name
                part.fileName = value["filename"].map(Self.safeFileName)
            case "content-type":
                guard !value.main.hasPrefix("multipart/") else { throw .brokenPart(number: count) }
                part.type = value.main
            case "content-transfer-encoding":
                guard ["7bit", "8bit", "binary"].contains(value.main) else { throw .brokenPart(number: count) }
            default: break
            }
        }
        guard isNamed else { throw .brokenPart(number: count) }
        return part
    }

    /// The last part of a path of any system, without characters that hide or reorder what follows.
    private static func safeFileName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let scalars = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        let safe = String(String.UnicodeScalarView(scalars.prefix(150)))
        return safe == "." || safe == ".." ? "" : safe
    }

    /// Where these bytes stand next, from here on.
    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var from = start
            while from + needle.count <= bytes.count {
                let last = bytes.count - needle.count + 1
                guard let found = memchr(base + from, Int32(needle[0]), last - from) else { return nil }
                let index = UnsafeRawPointer(found) - base
                if memcmp(found, needle, needle.count) == 0 { return index }
                from = index + 1
            }
            return nil
        }
    }
}

/// The value of a header with parameters: `form-data; name="photo"; filename="a.jpg"`.
struct HeaderValue {
    /// What stands before the first semicolon, in lower case.
    let main: String
    private var parameters: [(name: String, value: String)] = []

    init(_ text: some StringProtocol) {
        var rest = Substring(text)
        main = rest.prefix { $0 != ";" }.trimmed.lowercased()
        rest = rest.drop { $0 != ";" }.dropFirst()
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            var value = Substring()
            if rest.first == "=" {
                rest = rest.dropFirst()
                rest = rest.drop { $0 == " " || $0 == "\t" }
                if rest.first == "\"" {
                    value = rest.dropFirst().prefix { $0 != "\"" }
                    rest = rest[value.endIndex...].drop { $0 != ";" }
                } else {
                    value = rest.prefix { $0 != ";" }
                    rest = rest[value.endIndex...]
                    value = value.trimmed
                }
            }
            parameters.append((name.trimmed.lowercased(), String(value)))
            rest = rest.dropFirst()
        }
    }

    /// The first parameter of this name. Quotes and line ends, which browsers escape in names, are put back.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
            .replacingOccurrences(of: "%22", with: "\"").replacingOccurrences(of: "%0D", with: "\r")
            .replacingOccurrences(of: "%0A", with: "\n")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
