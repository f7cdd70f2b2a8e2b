/// The short, permanent name of one catalog entry (`startup-loan`, `citizen_id`), typed by what it names.
///
/// Two codes of different subjects never mix: an `ItemCode` cannot be passed where a `MaterialCode` is meant.
public struct Code<Subject>: Hashable, Comparable, Sendable, Codable, RawRepresentable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ text: String) { rawValue = text }
    public init(stringLiteral value: String) { rawValue = value }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public typealias BundleCode = Code<Bundle>
public typealias CodeListCode = Code<CodeList>
public typealias DepartmentCode = Code<Department>
public typealias ElementCode = Code<DataElement>
public typealias ItemCode = Code<Item>
public typealias MaterialCode = Code<Material>
public typealias RoleCode = Code<Role>
public typealias SectionCode = Code<Section>
public typealias StageCode = Code<Stage>

/// Something the catalog lists under a code.
public protocol Coded: Sendable {
    associatedtype Subject = Self
    var code: Code<Subject> { get }
}
