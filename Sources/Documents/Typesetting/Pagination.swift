/// Puts rows onto pages: headings stay with what follows, a row is cut only when it is longer than half a page, and what a
/// table repeats stands again at the top of its next page.
struct Pagination {
    struct Placed {
        let row: Row
        /// From the top of the area.
        let y: Double
    }

    private(set) var pages: [[Placed]] = [[]]
    private let height: Double
    private var y = 0.0
    /// Whether the current page holds nothing but repeated rows.
    private var isFresh = true

    /// - Parameter height: Height of the area that rows may fill on every page.
    init(_ rows: [Row], height: Double) {
        self.height = height
        for index in rows.indices {
            var together = uncut(rows[index])
            var next = index
            while rows[next].keepsWithNext, next + 1 < rows.count {
                next += 1
                together += uncut(rows[next])
            }
            place(rows[index], together: together)
        }
    }

    /// How much of a row must stand on one page.
    private func uncut(_ row: Row) -> Double { row.height <= height / 2 ? row.height : min(row.height, height / 6) }

    private mutating func place(_ row: Row, together: Double) {
        if row.isGap {
            if !isFresh { y = min(height, y + row.height) }
            return
        }
        var rest = row
        if y + together > height, !isFresh { turn(to: rest) }
        while y + rest.height > height {
            if let (head, tail) = rest.split(at: height - y) {
                put(head)
                rest = tail
                turn(to: rest)
            } else if isFresh {
                break  // one strip higher than the page: it is drawn anyway, and runs off the paper
            } else {
                turn(to: rest)
            }
        }
        put(rest)
    }

    private mutating func put(_ row: Row) {
        pages[pages.count - 1].append(Placed(row: row, y: y))
        y += row.height
        isFresh = false
    }

    private mutating func turn(to row: Row) {
        pages.append([])
        y = 0
        for repeated in row.continuation { put(repeated) }
        isFresh = true
    }
}
