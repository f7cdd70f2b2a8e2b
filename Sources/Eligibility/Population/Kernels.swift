/// The loops over blocks of rows. They are plain so that the optimiser can make the most of them; whoever calls them has proven
/// that all memory is there.
enum Kernels {
    typealias Words = UnsafeMutablePointer<UInt64>
    typealias Table = UnsafePointer<UInt64>
    typealias Codes = UnsafePointer<UInt8>
    typealias Scratch = UnsafeMutablePointer<UInt8>

    /// Rows that are worked on together: their words and codes stay in the first-level cache.
    static let block = 4_096

    // MARK: Words

    static func fill(_ words: Words, _ count: Int, _ word: UInt64) {
        for row in 0..<count { words[row] = word }
    }

    static func intersect(_ words: Words, _ count: Int, _ t0: Table, _ c0: Codes) {
        for row in 0..<count { words[row] &= t0[Int(c0[row])] }
    }

    static func intersect(_ words: Words, _ count: Int, _ t0: Table, _ c0: Codes, _ t1: Table, _ c1: Codes) {
        for row in 0..<count { words[row] &= t0[Int(c0[row])] & t1[Int(c1[row])] }
    }

    static func intersect(
        _ words: Words, _ count: Int, _ t0: Table, _ c0: Codes, _ t1: Table, _ c1: Codes, _ t2: Table, _ c2: Codes,
        _ t3: Table, _ c3: Codes
    ) {
        for row in 0..<count {
            words[row] &= t0[Int(c0[row])] & t1[Int(c1[row])] & t2[Int(c2[row])] & t3[Int(c3[row])]
        }
    }

    /// One clause whose alternatives lie in two products; `free` are the rules that have none here.
    static func intersect(
        _ words: Words, _ count: Int, free: UInt64, _ t0: Table, _ c0: Codes, either t1: Table, _ c1: Codes
    ) {
        for row in 0..<count { words[row] &= free | t0[Int(c0[row])] | t1[Int(c1[row])] }
    }

    static func unite(_ words: Words, _ count: Int, _ table: Table, _ codes: Codes) {
        for row in 0..<count { words[row] |= table[Int(codes[row])] }
    }

    static func intersect(_ words: Words, _ count: Int, _ others: Words) {
        for row in 0..<count { words[row] &= others[row] }
    }

    /// Sets the bit above each run of alternatives where one of them is set: adding the whole run to it carries into that bit.
    static func unite(_ words: Words, _ count: Int, _ alternatives: UInt64, answers: UInt64, plain: UInt64) {
        for row in 0..<count {
            words[row] = ((words[row] & alternatives) &+ alternatives) & answers | words[row] & plain
        }
    }

    // MARK: Codes

    static func scale(_ codes: Codes, _ count: Int, by stride: UInt8, into out: Scratch) {
        for row in 0..<count { out[row] = codes[row] &* stride }
    }

    static func add(_ codes: Codes, _ count: Int, by stride: UInt8, to out: Scratch) {
        for row in 0..<count { out[row] &+= codes[row] &* stride }
    }

    /// Looks buckets up that are multiplied by the stride already.
    static func look(_ codes: UnsafePointer<UInt16>, _ count: Int, in bucket: Codes, into out: Scratch) {
        for row in 0..<count { out[row] = bucket[Int(codes[row])] }
    }

    static func look(_ codes: UnsafePointer<UInt16>, _ count: Int, in bucket: Codes, addingTo out: Scratch) {
        for row in 0..<count { out[row] &+= bucket[Int(codes[row])] }
    }

    /// How many cuts each amount reaches.
    static func rank(_ values: UnsafePointer<Int32>, _ count: Int, _ cuts: [Int32], into out: Scratch) {
        for row in 0..<count { out[row] = 0 }
        for cut in cuts {
            for row in 0..<count { out[row] &+= values[row] >= cut ? 1 : 0 }
        }
    }

    static func ranks<Code: BinaryInteger>(
        _ codes: UnsafePointer<Code>, _ count: Int, _ ranks: UnsafePointer<Int32>, into out: UnsafeMutablePointer<Int32>
    ) {
        for row in 0..<count { out[row] = ranks[Int(truncatingIfNeeded: codes[row])] }
    }

    @inline(__always)
    static func scale<Code: BinaryInteger>(
        _ codes: UnsafePointer<Code>, _ count: Int, by stride: Int32, into out: UnsafeMutablePointer<Int32>
    ) {
        for row in 0..<count { out[row] = Int32(truncatingIfNeeded: codes[row]) &* stride }
    }

    @inline(__always)
    static func add<Code: BinaryInteger>(
        _ codes: UnsafePointer<Code>, _ count: Int, by stride: Int32, to out: UnsafeMutablePointer<Int32>
    ) {
        for row in 0..<count { out[row] &+= Int32(truncatingIfNeeded: codes[row]) &* stride }
    }

    /// The truth at each place.
    static func pick(
        _ places: UnsafePointer<Int32>, _ count: Int, from truths: UnsafeBufferPointer<UInt8>, into out: Scratch
    ) {
        guard let truths = truths.baseAddress else { return }
        for row in 0..<count { out[row] = truths[Int(places[row])] }
    }

    // MARK: Truths: 0 null, 1 false, 2 true

    @inline(__always)
    static func order(
        _ a: UnsafePointer<Int32>, _ b: UnsafePointer<Int32>, _ count: Int, into out: Scratch,
        _ holds: (Int32, Int32) -> Bool
    ) {
        for row in 0..<count {
            let known: UInt8 = (a[row] | b[row]) >= 0 ? 1 : 0
            out[row] = holds(a[row], b[row]) ? known &+ known : known
        }
    }

    /// Nothing is equal to nothing and differs from everything else, so the answer is never `null`.
    static func equal(
        _ a: UnsafePointer<Int32>, _ b: UnsafePointer<Int32>, _ count: Int, into out: Scratch, same: UInt8, other: UInt8
    ) {
        for row in 0..<count { out[row] = a[row] == b[row] ? same : other }
    }

    // MARK: Counting

    /// Adds up each of the 64 bits over all words, sixteen words at a time in carry-save adders.
    static func count(_ words: UnsafePointer<UInt64>, _ count: Int, into sums: UnsafeMutablePointer<Int>) {
        var ones: UInt64 = 0, twos: UInt64 = 0, fours: UInt64 = 0, eights: UInt64 = 0
        var row = 0
        while row + 16 <= count {
            let w = words + row
            var a: UInt64 = 0, b: UInt64 = 0, c: UInt64 = 0, d: UInt64 = 0, e: UInt64 = 0, f: UInt64 = 0,
                sixteens: UInt64 = 0
            carry(&a, &ones, w[0], w[1])
            carry(&b, &ones, w[2], w[3])
            carry(&c, &twos, a, b)
            carry(&a, &ones, w[4], w[5])
            carry(&b, &ones, w[6], w[7])
            carry(&d, &twos, a, b)
            carry(&e, &fours, c, d)
            carry(&a, &ones, w[8], w[9])
            carry(&b, &ones, w[10], w[11])
            carry(&c, &twos, a, b)
            carry(&a, &ones, w[12], w[13])
            carry(&b, &ones, w[14], w[15])
            carry(&d, &twos, a, b)
            carry(&f, &fours, c, d)
            carry(&sixteens, &eights, e, f)
            while sixteens != 0 {
                sums[sixteens.trailingZeroBitCount] += 16
                sixteens &= sixteens &- 1
            }
            row += 16
        }
        add(ones, 1, sums)
        add(twos, 2, sums)
        add(fours, 4, sums)
        add(eights, 8, sums)
        while row < count {
            add(words[row], 1, sums)
            row += 1
        }
    }

    @inline(__always)
    private static func carry(_ high: inout UInt64, _ low: inout UInt64, _ a: UInt64, _ b: UInt64) {
        let half = low ^ a
        high = (low & a) | (half & b)
        low = half ^ b
    }

    private static func add(_ word: UInt64, _ weight: Int, _ sums: UnsafeMutablePointer<Int>) {
        var word = word
        while word != 0 {
            sums[word.trailingZeroBitCount] += weight
            word &= word &- 1
        }
    }
}
