import Foundation

/// Lets go of the pages of code that only starting needed.
///
/// Code comes from files and is never written to, so nothing is lost: what is needed again is mapped again from the kernel's cache.
enum StartupPages {
    static func release() {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
        for line in maps.split(separator: "\n") {
            // 5598a0a2f000-5598a2f0f000 r-xp 00200000 fe:00 131234   /usr/bin/lianban
            let columns = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard columns.count == 6, columns[1] == "r-xp", columns[5].contains("/") else { continue }
            let bounds = columns[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, let start = UnsafeMutableRawPointer(bitPattern: bounds[0]) else { continue }
            madvise(start, Int(bounds[1] - bounds[0]), Int32(MADV_DONTNEED))
        }
    }
}
