/// A colour of paper and screen, as red, green and blue from 0 to 1.
struct Colour: Hashable, Sendable {
    let red: Double
    let green: Double
    let blue: Double

    /// From the six hexadecimal digits used in style sheets: `Colour(0x17466E)`.
    init(_ hex: UInt32) {
        red = Double(hex >> 16 & 0xFF) / 255
        green = Double(hex >> 8 & 0xFF) / 255
        blue = Double(hex & 0xFF) / 255
    }

    static let white = Colour(0xFFFFFF)
    static let black = Colour(0x000000)
    /// Text.
    static let ink = Colour(0x16212C)
    /// Labels and secondary text: 7:1 on white.
    static let slate = Colour(0x4A5866)
    /// Lines between rows.
    static let line = Colour(0xD3DAE1)
    /// Grounds of panels.
    static let mist = Colour(0xF3F6F9)
    /// 靛青: headings and heads of tables.
    static let indigo = Colour(0x17466E)
    /// 朱砂: the seal's colour, for refusals and revocation.
    static let cinnabar = Colour(0xA92B22)
    /// 竹青: what was granted.
    static let bamboo = Colour(0x1C6644)
    /// 赭石: what still waits or was not reached.
    static let ochre = Colour(0x7A4E00)
}
