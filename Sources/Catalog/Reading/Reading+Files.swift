import Dispatch
import Synchronization
import Vocabulary
import Yams

extension Reading {
    /// Reads every file, in the order of their paths.
    func read(_ files: [CatalogFile]) {
        var seen: Set<String> = []
        let files = files.sorted(by: { $0.path < $1.path })
        for (file, document) in zip(files, ParsedFile.all(files)) {
            guard seen.insert(file.path).inserted else {
                report(
                    "duplicate-file", at: FilePosition(file: file.path, line: 1, column: 1), entry: file.path,
                    .init("同一路径出现两次", "the same path is given twice"))
                continue
            }
            do {
                try withExtendedLifetime(document) {
                    guard let root = try document.root.get() else { return }
                    var reader = EntryReader(file, self)
                    reader.read(root)
                }
            } catch {
                isIncomplete = true
                report(error, in: file)
            }
        }
    }

    private func report(_ error: any Error, in file: CatalogFile) {
        var position = FilePosition(file: file.path, line: 1, column: 1)
        var rule = "syntax"
        var message = Bilingual(zh: "不是合法的 YAML", en: "not valid YAML")
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            position = FilePosition(file: file.path, line: mark.line, column: mark.column)
            message = .init(zh: "YAML 写法有误：\(problem)", en: "malformed YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context)?:
            position = FilePosition(file: file.path, line: context.mark.line, column: context.mark.column)
            rule = "duplicate-key"
            message = .init(
                zh: "键重复：\(keys.joined(separator: "、"))", en: "keys given twice: \(keys.joined(separator: ", "))")
        case .reader(let problem, let offset, _, _)?:
            if let offset { position = Self.position(ofByte: offset, in: file) }
            message = .init(zh: "字符不可读：\(problem)", en: "unreadable character: \(problem)")
        default:
            break
        }
        report(rule, at: position, entry: file.path, message)
    }

    private static func position(ofByte offset: Int, in file: CatalogFile) -> FilePosition {
        var line = 1, column = 1
        for scalar in String(decoding: file.text.utf8.prefix(offset), as: UTF8.self).unicodeScalars {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return FilePosition(file: file.path, line: line, column: column)
    }
}

/// The tree of one file, with the parser that owns the anchors its nodes point to. Made on one thread and read on another, never
/// on two at once.
private struct ParsedFile: @unchecked Sendable {
    let parser: Parser?
    let root: Result<Node?, any Error>

    private init(_ file: CatalogFile) {
        do {
            let parser = try Parser(yaml: file.text, resolver: .basic)
            self.parser = parser
            root = Result { try parser.singleRoot() }
        } catch {
            parser = nil
            root = .failure(error)
        }
    }

    /// Files are parsed side by side, in any order.
    static func all(_ files: [CatalogFile]) -> [ParsedFile] {
        let parsed = Mutex([Int: ParsedFile]())
        DispatchQueue.concurrentPerform(iterations: files.count) { place in
            let file = ParsedFile(files[place])
            parsed.withLock { $0[place] = file }
        }
        let found = parsed.withLock { $0 }
        return files.indices.compactMap { found[$0] }
    }
}
