/// What one application of chosen items must bring: each field and each material once.
public struct Requirements: Sendable {
    public let fields: [RequiredField]
    public let materials: [RequiredMaterial]
    /// Items whose commitment statement must be signed.
    public let commitments: [ItemCode]
}

public struct RequiredField: Hashable, Sendable {
    public let element: ElementCode
    public let required: Bool
    /// The chosen items that use it, in the bundle's order.
    public let items: [ItemCode]
    /// Chosen items whose result will fill it, so that it need not be asked.
    public let fedBy: [ItemCode]
    /// The situation is not known well enough to say whether it is needed; it is listed in case it is.
    public let undetermined: Bool
}

public struct RequiredMaterial: Hashable, Sendable {
    public let material: MaterialCode
    public let required: Bool
    public let source: MaterialSource
    public let tolerable: Bool
    public let items: [ItemCode]
    public let undetermined: Bool
}
