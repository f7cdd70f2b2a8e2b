import FEEL

/// How the truth of atoms is found for a block of rows, and what each code of the source says about them.
enum AtomSource {
    /// A column of at most 256 values: the code itself.
    case bytes(Cells<UInt8>)
    /// A column of more values: those that no rule tells apart share a bucket.
    case shorts(Cells<UInt16>, bucket: [UInt8])
    /// An amount: how many of these it reaches; the first tells `null` (0) from the rest.
    case integers(Cells<Int32>, cuts: [Int32])
    /// Two columns compared: rank of each code on both sides, −1 for `null`.
    case ranks(Ranked, Syntax.Comparison, Ranked)
    /// Several columns with few values: the truth of every combination.
    case combination([(column: Column, stride: Int)], truths: [UInt8])
    /// What cannot be compiled: the interpreter, row by row.
    case interpreted(Expression, [Column?], constants: [Value?])

    struct Ranked {
        let column: Column
        /// By code.
        let ranks: [Int32]
    }
}

/// Codes of a source with the truth of each of its atoms.
struct Feature {
    let source: AtomSource
    let cardinality: Int
    /// For each atom the truth of each code: 0 null, 1 false, 2 true.
    let truths: [Int: [UInt8]]
}
