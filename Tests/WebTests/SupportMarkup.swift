import Documents

/// Reads the markup of our own pages, to check how their parts refer to each other.
struct Markup {
    struct Element {
        let name: String
        let attributes: [String: String]
    }

    /// Every start tag, in order.
    private(set) var elements: [Element] = []
    /// What is wrong with the nesting or the quoting; empty for good markup.
    private(set) var flaws: [String] = []

    init(_ html: HTML) {
        var open: [String] = []
        var rest = Substring(html.text)
        while let start = rest.firstIndex(of: "<") {
            if rest[..<start].contains(">") { flaws.append("a bare > before \(rest[start...].prefix(20))") }
            rest = rest[start...].dropFirst()
            if rest.first == "!" {
                rest = rest.drop { $0 != ">" }.dropFirst()
            } else if rest.first == "/" {
                let name = String(rest.dropFirst().prefix { $0 != ">" })
                if open.popLast() != name { flaws.append("</\(name)> closes nothing") }
                rest = rest.drop { $0 != ">" }.dropFirst()
            } else {
                let element = readStart(&rest)
                elements.append(element)
                if !Self.voids.contains(element.name) { open.append(element.name) }
            }
        }
        flaws += open.map { "<\($0)> is never closed" }
    }

    private static let voids: Set = ["input", "img", "br", "hr", "meta", "link", "wbr", "path", "rect"]

    private mutating func readStart(_ rest: inout Substring) -> Element {
        let name = String(rest.prefix { $0.isLetter || $0.isNumber })
        rest = rest.dropFirst(name.count)
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            guard let next = rest.first, next != ">" else { break }
            let key = String(rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != ">" && $0 != "/" })
            rest = rest.dropFirst(key.count)
            var value = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                guard rest.first == "\"" else {
                    flaws.append("\(name) \(key) is not quoted")
                    break
                }
                value = String(rest.dropFirst().prefix { $0 != "\"" })
                rest = rest.dropFirst(value.count + 2)
            }
            if attributes.updateValue(value, forKey: key) != nil { flaws.append("\(name) has \(key) twice") }
        }
        rest = rest.dropFirst()
        return Element(name: name, attributes: attributes)
    }

    /// References that lead nowhere, ids used twice, and controls without a label.
    var brokenReferences: [String] {
        var broken: [String] = []
        let ids = elements.compactMap { $0.attributes["id"] }
        let known = Set(ids)
        if known.count != ids.count { broken.append("an id is used twice") }
        let labelled = Set(elements.filter { $0.name == "label" }.compactMap { $0.attributes["for"] })
        for element in elements {
            for key in ["for", "aria-describedby", "aria-labelledby"] {
                for id in element.attributes[key]?.split(separator: " ") ?? [] where !known.contains(String(id)) {
                    broken.append("\(element.name) \(key)=\(id)")
                }
            }
            if element.name == "a", let target = element.attributes["href"], target.first == "#",
                !known.contains(String(target.dropFirst()))
            {
                broken.append("a href=\(target)")
            }
            if ["input", "select", "textarea"].contains(element.name), element.attributes["type"] != "hidden",
                !labelled.contains(element.attributes["id"] ?? "")
            {
                broken.append("\(element.name) \(element.attributes["name"] ?? "?") has no label")
            }
            if element.name == "img", element.attributes["alt"] == nil { broken.append("img without alt") }
        }
        return broken
    }

    /// What the policy forbids: scripts, styles and handlers inside the page.
    var inlineCode: [String] {
        elements.flatMap { element in
            element.attributes.keys.filter { $0.hasPrefix("on") || $0 == "style" }.map { "\(element.name) \($0)" }
                + (["script", "style"].contains(element.name) ? [element.name] : [])
        }
    }
}
