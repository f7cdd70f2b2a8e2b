/// Why a text is not an implementation code.
public struct MalformedImplementationCode: Malformed {
    public static let subject = Bilingual("实施编码", "implementation code")
    public let flaw: Flaw
}

/// The code of a matter as one office handles it (实施编码): 31 characters, the office's unified social credit code (18)
/// and the matter's 13 digits.
public struct ImplementationCode: TextValue, Comparable, ExpressibleByStringLiteral {
    public let office: CreditCode
    private let matterNumber: UInt64

    public init(office: CreditCode, matter: some StringProtocol) throws(MalformedImplementationCode) {
        self.office = office
        let reading = withUTF8(of: matter) { bytes in
            Result { () throws(MalformedImplementationCode) in try ImplementationCode.readMatter(bytes) }
        }
        do throws(MalformedImplementationCode) {
            matterNumber = try reading.get()
        } catch {
            throw MalformedImplementationCode(flaw: error.flaw.shifted(by: 18))
        }
    }

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedImplementationCode) {
        let split = min(bytes.count, 18)
        do throws(MalformedCreditCode) {
            office = try CreditCode(utf8: UnsafeBufferPointer(rebasing: bytes[..<split]))
        } catch {
            if case .length = error.flaw { throw MalformedImplementationCode(flaw: .length(31...31, bytes)) }
            throw MalformedImplementationCode(flaw: error.flaw)
        }
        do throws(MalformedImplementationCode) {
            matterNumber = try ImplementationCode.readMatter(UnsafeBufferPointer(rebasing: bytes[split...]))
        } catch {
            if case .length = error.flaw { throw MalformedImplementationCode(flaw: .length(31...31, bytes)) }
            throw MalformedImplementationCode(flaw: error.flaw.shifted(by: 18))
        }
    }

    private static func readMatter(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(MalformedImplementationCode) -> UInt64 {
        switch ASCII.number(bytes, 0..<min(bytes.count, 13)) {
        case .stopped(let offset):
            throw MalformedImplementationCode(flaw: .character(bytes, at: offset, expected: Flaw.digit))
        case .number(let value):
            guard bytes.count == 13 else { throw MalformedImplementationCode(flaw: .length(13...13, bytes)) }
            return value
        }
    }

    /// The 13 digits of the matter.
    public var matter: String {
        String(ascii: 13) { $0.write(matterNumber, digits: 13, at: 0) }
    }

    public var description: String {
        String(ascii: 31) { write(into: $0) }
    }

    func write(into bytes: UnsafeMutableBufferPointer<UInt8>) {
        office.write(into: bytes, at: 0)
        bytes.write(matterNumber, digits: 13, at: 18)
    }

    public static func < (left: ImplementationCode, right: ImplementationCode) -> Bool {
        left.office == right.office ? left.matterNumber < right.matterNumber : left.office < right.office
    }
}
