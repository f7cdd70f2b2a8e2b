import Documents
import Testing

@Suite struct `QR code` {
    @Test func `the three finder patterns stand in the corners`() throws {
        let code = try QRCode("https://example.cn/v/1")
        let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
        for (left, top) in [(0, 0), (code.size - 7, 0), (0, code.size - 7)] {
            for y in 0..<7 {
                let row = (0..<7).map { code.isDark(x: left + $0, y: top + y) ? "#" : "." }.joined()
                #expect(row == finder[y])
            }
        }
    }

    @Test func `the SVG draws every dark module once, with the quiet zone around`() throws {
        let code = try QRCode("x")
        let dark = (0..<code.size).reduce(0) { sum, y in
            sum + (0..<code.size).filter { code.isDark(x: $0, y: y) }.count
        }
        let lengths = code.svg.split(separator: "h").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
        #expect(lengths.reduce(0, +) == dark + code.size + 8)  // the white ground is one run of its own
        #expect(code.svg.contains("viewBox=\"0 0 29 29\""))
    }

    @Test func `the image carries its description, escaped`() throws {
        let image = try QRCode("x").image(description: "扫码\"核验\"", width: 120)
        #expect(image.text.contains("alt=\"扫码&quot;核验&quot;\""))
        #expect(image.text.contains("src=\"data:image/svg+xml,%3Csvg"))
        #expect(!image.text.dropFirst(5).contains("<"))
    }

    @Test(arguments: ["", String(repeating: "长", count: 1_000)])
    func `text that no symbol holds is refused`(text: String) {
        let refusal = #expect(throws: QRCode.Unencodable.self) { try QRCode(text) }
        #expect(refusal?.byteCount == text.utf8.count)
    }

    @Test func `more correction makes a larger symbol`() throws {
        let text = String(repeating: "a", count: 60)
        let sizes = try QRCode.Correction.allCases.map { try QRCode(text, correction: $0).size }
        #expect(sizes == sizes.sorted() && sizes.first != sizes.last)
    }
}
