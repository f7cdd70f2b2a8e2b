extension Money {
    /// The amount in capital numerals, as it stands on vouchers (人民币大写): `肆仟捌佰陆拾肆元整`.
    ///
    /// Follows 《正确填写票据和结算凭证的基本规定》: 整 after yuan and after jiao, 零 for every run of zeros between digits.
    public var capitals: String {
        let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        let jiao = Int(rest / 10)
        let last = Int(rest % 10)
        var text = fen < 0 ? "负" : ""
        if yuan > 0 { text += Capitals.integer(yuan) + "元" }
        if jiao > 0 {
            text += Capitals.digits[jiao] + "角"
        } else if last > 0, yuan > 0 {
            text += "零"
        }
        if last > 0 {
            text += Capitals.digits[last] + "分"
        } else if jiao > 0 || yuan > 0 {
            text += "整"
        } else {
            text += "零元整"
        }
        return text
    }
}

private enum Capitals {
    static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    static let places = ["", "拾", "佰", "仟"]
    static let myriads = ["", "万", "亿", "万亿", "亿亿"]

    static func integer(_ value: UInt64) -> String {
        var groups: [Int] = []
        var rest = value
        while rest > 0 {
            groups.append(Int(rest % 10_000))
            rest /= 10_000
        }
        var text = ""
        var zeros = false
        for (power, group) in groups.enumerated().reversed() {
            guard group > 0 else {
                zeros = true
                continue
            }
            if !text.isEmpty, zeros || group < 1000 { text += digits[0] }
            text += fourDigits(group) + myriads[power]
            zeros = false
        }
        return text
    }

    static func fourDigits(_ value: Int) -> String {
        var text = ""
        var zeros = false
        for (place, divisor) in [1000, 100, 10, 1].enumerated() {
            let digit = value / divisor % 10
            guard digit > 0 else {
                zeros = true
                continue
            }
            if zeros, !text.isEmpty { text += digits[0] }
            text += digits[digit] + places[3 - place]
            zeros = false
        }
        return text
    }
}
