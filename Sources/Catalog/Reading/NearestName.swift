/// Finds what a misspelt name was probably meant to be.
enum NearestName {
    /// The candidate with the fewest edits (insert, delete, replace, swap neighbours), if it is close enough to be a slip.
    static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(name.lowercased())
        let allowed = Swift.max(2, written.count / 3)
        var best: (name: String, edits: Int)?
        for candidate in candidates where candidate != name {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - written.count) <= allowed else { continue }
            let edits = distance(written, letters)
            guard edits <= allowed, edits < letters.count else { continue }
            if let found = best, (found.edits, found.name) <= (edits, candidate) { continue }
            best = (candidate, edits)
        }
        return best?.name
    }

    /// Optimal string alignment distance.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 0..<left.count {
            var row = [i + 1] + Array(repeating: 0, count: right.count)
            for j in 0..<right.count {
                row[j + 1] = Swift.min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    row[j + 1] = Swift.min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
