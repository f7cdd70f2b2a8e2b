import Testing
import Vocabulary

@testable import Web

@Suite struct `Reading a form` {
    private func read(_ text: String, limits: FormLimits = FormLimits()) throws(MalformedForm) -> FormValues {
        try FormValues(urlEncoded: Array(text.utf8), limits: limits)
    }

    // MARK: - URL-encoded

    @Test func `names and values come in order, decoded`() throws {
        let values = try read("a=1&b=%E5%BC%A0+%E4%B8%89&a=2&c&=x&d=a=b&&e=%2B%26%3d")
        #expect(
            values.entries.map { "\($0.name)=\($0.value)" } == ["a=1", "b=张 三", "a=2", "c=", "=x", "d=a=b", "e=+&="])
        #expect(values["a"] == "1" && values.all("a") == ["1", "2"] && values["z"] == nil)
    }

    @Test func `line ends become plain`() throws {
        #expect(try read("t=a%0D%0Ab%0Dc%0Ad%0D%0A")["t"] == "a\nb\nc\nd\n")
    }

    @Test(arguments: ["a=%", "a=%2", "a=%zz", "a=b&%4", "a=%%41", "a=%-1"])
    func `a broken escape is refused with its place`(body: String) throws {
        let place = try #require(Array(body.utf8).firstIndex(of: UInt8(ascii: "%")))
        #expect(throws: MalformedForm.brokenEscape(at: place)) { try read(body) }
    }

    @Test(arguments: ["a=%ff", "a=%c0%80", "a=%ed%a0%80", "%ff=a"])
    func `text that is not UTF-8 is refused`(body: String) {
        #expect(throws: MalformedForm.self) { try read(body) }
    }

    @Test func `limits hold`() {
        var limits = FormLimits()
        limits.parts = 3
        limits.name = 5
        limits.value = 8
        #expect(throws: MalformedForm.tooManyParts(limit: 3)) { try read("a&b&c&d", limits: limits) }
        #expect(throws: MalformedForm.nameTooLong(limit: 5)) { try read("abcdef=1", limits: limits) }
        #expect(throws: MalformedForm.valueTooLong(name: "a", limit: 8)) { try read("a=123456789", limits: limits) }
        #expect(throws: Never.self) { try read("abcde=12345678&b&c", limits: limits) }
    }

    @Test func `an empty body is an empty form`() throws {
        #expect(try read("").entries.isEmpty)
        #expect(try read("&&&").entries.isEmpty)
    }

    // MARK: - Values

    @Test func `blanks around an answer do not count, visible or not`() {
        let values = FormValues(["a": " \u{3000}\u{200B}张 三\u{FEFF}\n", "b": "\u{3000} \u{200B}", "c": "x"])
        #expect(values.text("a") == "张 三")
        #expect(values.text("b") == nil && values.text("missing") == nil)
        #expect(values.text("c") == "x")
    }

    @Test func `a date comes from three boxes, in wide digits too`() {
        func date(_ year: String, _ month: String, _ day: String) -> FormValues.EnteredDate {
            FormValues(["d-year": year, "d-month": month, "d-day": day]).date("d")
        }
        #expect(date("2024", "6", "7") == .day("2024-06-07"))
        #expect(date("２０２４", "０６", " 7 ") == .day("2024-06-07"))
        #expect(date("2024", "2", "29") == .day("2024-02-29"))
        #expect(date("2023", "2", "29") == .invalid)
        #expect(
            date("24", "6", "7") == .invalid && date("2024", "", "7") == .invalid && date("x", "6", "7") == .invalid)
        #expect(date("99999999999999999999", "6", "7") == .invalid)
        #expect(date("", " ", "") == .missing && FormValues().date("d") == .missing)
    }

    // MARK: - Multipart

    private func multipart(_ text: String, limits: FormLimits = FormLimits()) throws(MalformedForm) -> FormValues {
        // Swift takes a line end of two characters for one letter, so the texts below are written with plain ones.
        let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
        return try FormValues(multipart: bytes, boundary: "b0", limits: limits)
    }

    @Test func `fields and files come apart`() throws {
        let values = try multipart(
            """
            preamble
            --b0
            Content-Disposition: form-data; name="name"

            张三
            --b0 \t
            content-disposition: FORM-DATA ; filename="C:\\fakepath\\执照.jpg" ; name=proof
            Content-Type: image/jpeg

            --b1
            --b
            --b0
            Content-Disposition: form-data; name="none"; filename=""
            Content-Type: application/octet-stream


            --b0
            Content-Disposition: form-data; name="a%22b"


            --b0--
            epilogue
            """)
        #expect(values.entries.map { "\($0.name)=\($0.value)" } == ["name=张三", "a\"b="])
        #expect(values.files.count == 1)
        let file = try #require(values.file("proof"))
        #expect(file.name == "执照.jpg" && file.claimedType == "image/jpeg")
        #expect(String(decoding: file.bytes, as: UTF8.self) == "--b1\r\n--b")
    }

    @Test func `a file keeps every byte`() throws {
        let content = (0...255).map { UInt8($0) } + Array("\r\n--b\r\n--".utf8)
        let body =
            Array("--b0\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n".utf8) + content
            + Array("\r\n--b0--\r\n".utf8)
        let values = try FormValues(multipart: body, boundary: "b0")
        #expect(values.file("f")?.bytes == content)
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("a/b\\c.pdf", "c.pdf"), ("..", ""), ("x\u{202E}gpj.exe", "xgpj.exe"),
        ("/", ""), (String(repeating: "长", count: 400), String(repeating: "长", count: 150)),
    ])
    func `a file name is never a path`(sent: String, kept: String) throws {
        let values = try multipart(
            "--b0\nContent-Disposition: form-data; name=\"f\"; filename=\"\(sent)\"\n\ncontent\n--b0--\n")
        #expect(values.files.map(\.name) == [kept])
    }

    @Test(arguments: [
        "", "--b0", "--b0\n", "--b0\nContent-Disposition: form-data; name=\"a\"", "no boundary at all",
        "--b0\nContent-Disposition: form-data; name=\"a\"\n\n",
        "--b0\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b",
        "--b1\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b1--",
    ])
    func `a body that ends early is refused`(body: String) {
        #expect(throws: MalformedForm.cutOff) { try multipart(body) }
    }

    @Test(arguments: [
        "--b0\n\nx\n--b0--", "--b0\nContent-Type: text/plain\n\nx\n--b0--",
        "--b0\nContent-Disposition: attachment; name=\"a\"\n\nx\n--b0--",
        "--b0\nContent-Disposition: form-data; filename=\"a\"\n\nx\n--b0--",
        "--b0\nContent-Disposition: form-data; name=\"a\"\nContent-Disposition: form-data; name=\"b\"\n\nx\n--b0--",
        "--b0\nContent-Disposition: form-data; name=\"a\"\nContent-Type: multipart/mixed; boundary=c\n\nx\n--b0--",
        "--b0\nContent-Disposition: form-data; name=\"a\"\nContent-Transfer-Encoding: base64\n\nx\n--b0--",
        "--b0\nno colon\n\nx\n--b0--", "--b0x\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b0--",
    ])
    func `a part that cannot be understood is refused`(body: String) {
        #expect(throws: MalformedForm.brokenPart(number: 1)) { try multipart(body) }
    }

    @Test func `limits hold for parts, names, values, files and headers`() {
        var limits = FormLimits()
        limits.parts = 2
        limits.name = 4
        limits.value = 4
        limits.file = 4
        limits.headers = 100
        func field(_ name: String, _ value: String, _ more: String = "") -> String {
            "--b0\nContent-Disposition: form-data; name=\"\(name)\"\(more)\n\n\(value)\n"
        }
        #expect(throws: MalformedForm.tooManyParts(limit: 2)) {
            try multipart(field("a", "1") + field("b", "1") + field("c", "1") + "--b0--", limits: limits)
        }
        #expect(throws: MalformedForm.nameTooLong(limit: 4)) {
            try multipart(field("abcde", "1") + "--b0--", limits: limits)
        }
        #expect(throws: MalformedForm.valueTooLong(name: "a", limit: 4)) {
            try multipart(field("a", "12345") + "--b0--", limits: limits)
        }
        #expect(throws: MalformedForm.fileTooLarge(name: "f.txt", limit: 4)) {
            try multipart(field("a", "12345", "; filename=\"f.txt\"") + "--b0--", limits: limits)
        }
        #expect(throws: MalformedForm.headersTooLong(limit: 100)) {
            try multipart(field(String(repeating: "n", count: 5_000), "1") + "--b0--", limits: limits)
        }
    }

    @Test(arguments: ["", String(repeating: "b", count: 71)]) func `a boundary has 1 to 70 characters`(boundary: String)
    {
        #expect(throws: MalformedForm.noBoundary) { try FormValues(multipart: [], boundary: boundary) }
    }

    // MARK: - Anything at all

    @Test(arguments: 0..<8) func `no bytes whatever stop the process`(seed: UInt64) {
        var random = Scramble(state: seed)
        let pieces: [[UInt8]] = [
            "--b0", "\r\n", "--", "Content-Disposition: form-data", "; name=\"a\"", "; filename=\"", "\"", "%", "%4",
            "&",
            "=", "+", "\r", "\n", ";", "Content-Type: multipart/mixed", ":", "\u{0}", "张",
        ].map { Array($0.utf8) }
        for _ in 0..<3_000 {
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0 {
                    body.append(UInt8.random(in: 0...255, using: &random))
                } else {
                    body += pieces.randomElement(using: &random) ?? []
                }
            }
            _ = try? FormValues(multipart: body, boundary: "b0")
            _ = try? FormValues(urlEncoded: body)
            _ = HeaderValue(String(decoding: body, as: UTF8.self))["name"]
        }
    }

    @Test func `what a browser encodes is read back`() throws {
        var random = Scramble(state: 42)
        for _ in 0..<500 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0x20..<0x3000, using: &random))
                    }))
            let encoded = text.utf8.map { byte in
                byte == 0x20 ? "+" : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            #expect(try read("\(encoded)=\(encoded)").entries == [.init(name: text, value: text)])
        }
    }

    @Test func `every refusal has a status and words in both languages`() {
        let refusals: [MalformedForm] = [
            .notAForm("text/plain"), .tooLarge(limit: 1_024), .tooManyParts(limit: 1), .nameTooLong(limit: 1),
            .valueTooLong(name: "a", limit: 1), .fileTooLarge(name: "a", limit: 1 << 20), .brokenEscape(at: 0),
            .brokenText(name: "a"), .noBoundary, .cutOff, .headersTooLong(limit: 1), .brokenPart(number: 1),
        ]
        for refusal in refusals {
            #expect([400, 413, 415].contains(refusal.status))
            #expect(!refusal.message.zh.isEmpty && !refusal.message.en.isEmpty)
        }
    }
}

/// Repeatable random numbers (SplitMix64).
private struct Scramble: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
