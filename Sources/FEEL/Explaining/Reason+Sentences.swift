extension Reason {
    /// The reason as an English sentence.
    ///
    /// - Parameter label: what a fact is called by readers.
    public func english(_ label: (String) -> String = { $0 }) -> String {
        let state = facts.map { "\(label($0.name)) is \($0.value.isNull ? "not known" : $0.value.readable)" }
        let given = state.isEmpty ? "" : " (" + state.joined(separator: ", ") + ")"
        switch kind {
        case .rules(let numbers, let annotations):
            let list = numbers.map(String.init).joined(separator: ", ")
            let notes = annotations.filter { !$0.isEmpty }
            return "rule \(list) applies" + (notes.isEmpty ? "" : ": " + notes.joined(separator: "; "))
        case .noRule: return "no rule applies"
        case .witness(let name, let element):
            return "\(expression) \(verdict), decided by \(name) = \(element.readable)\(given)"
        case .computation where value.boolean == nil: return "\(expression) is \(value.readable)\(given)"
        default: return "\(expression) \(verdict)\(given)"
        }
    }

    private var verdict: String {
        switch value {
        case .boolean(true): "holds"
        case .boolean(false): "does not hold"
        case .null: "cannot be decided"
        default: "is \(value.readable)"
        }
    }

    /// The reason as a Chinese sentence.
    ///
    /// - Parameter label: what a fact is called by readers.
    public func chinese(_ label: (String) -> String = { $0 }) -> String {
        let state = facts.map { "\(label($0.name))\($0.value.isNull ? "未知" : "为 \($0.value.readable)")" }
        let given = state.isEmpty ? "" : "（" + state.joined(separator: "，") + "）"
        switch kind {
        case .rules(let numbers, let annotations):
            let list = numbers.map(String.init).joined(separator: "、")
            let notes = annotations.filter { !$0.isEmpty }
            return "适用第 \(list) 条规则" + (notes.isEmpty ? "" : "：" + notes.joined(separator: "；"))
        case .noRule: return "没有适用的规则"
        case .witness(let name, let element):
            return "\(chineseVerdict)“\(expression)”，由 \(name) = \(element.readable) 决定\(given)"
        case .computation where value.boolean == nil: return "“\(expression)”为 \(value.readable)\(given)"
        default: return "\(chineseVerdict)“\(expression)”\(given)"
        }
    }

    private var chineseVerdict: String {
        switch value {
        case .boolean(true): "满足"
        case .boolean(false): "不满足"
        case .null: "无法判断"
        default: "得到 \(value.readable)："
        }
    }
}

extension Value {
    /// For readers: strings and dates without marks.
    var readable: String {
        switch self {
        case .list, .context, .function, .range: description
        default: plainText ?? description
        }
    }
}
