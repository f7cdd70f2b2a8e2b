import Dispatch
import Synchronization
import Vocabulary
import Yams

extension Reading {
    /// Reads every file, in the order of their paths; side by side, since most of it is work for one file alone.
    func read(_ files: [CatalogFile]) {
        var seen: Set<String> = []
        let files = files.sorted(by: { $0.path < $1.path })
        for (file, part) in zip(files, FilePart.all(files)) {
            guard seen.insert(file.path).inserted else {
                report(
                    "duplicate-file", at: FilePosition(file: file.path, line: 1, column: 1), entry: file.path,
                    .init("同一路径出现两次", "the same path is given twice"))
                continue
            }
            // Versions of one entry that stand in several files are numbered through.
            if sharesEntries(with: part.reading) { read(file) } else { take(part.reading) }
        }
    }

    fileprivate func read(_ file: CatalogFile) {
        do {
            // The parser owns the anchors to which its nodes point.
            let parser = try Parser(yaml: file.text, resolver: .basic, encoding: .utf8)
            try withExtendedLifetime(parser) {
                guard let root = try parser.singleRoot() else { return }
                var reader = EntryReader(file, self)
                reader.read(root)
            }
        } catch {
            isIncomplete = true
            report(error, in: file)
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

/// What one file says. Made on one thread and read on another, never on two at once.
private struct FilePart: @unchecked Sendable {
    let reading = Reading()

    private init(_ file: CatalogFile) { reading.read(file) }

    /// The longest files are read first, so that no core waits for another in the end.
    static func all(_ files: [CatalogFile]) -> [FilePart] {
        let order = files.indices.sorted { files[$0].text.utf8.count > files[$1].text.utf8.count }
        let parts = Mutex([Int: FilePart]())
        DispatchQueue.concurrentPerform(iterations: files.count) { turn in
            let place = order[turn]
            let part = FilePart(files[place])
            parts.withLock { $0[place] = part }
        }
        let found = parts.withLock { $0 }
        return files.indices.compactMap { found[$0] }
    }
}
