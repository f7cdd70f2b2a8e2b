import CPQ
import Foundation

/// What the server says beside its answers.
final class PostgresNotices {
    /// Warnings heard; notices such as "already exists, skipping" do not count.
    var warnings = 0

    /// Hears the notices of a connection, which it must outlive.
    func listen(to connection: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            connection,
            { context, notice in
                guard let context, let notice, let severity = PQresultErrorField(notice, PostgresField.severity),
                    strcmp(severity, "WARNING") == 0
                else { return }
                Unmanaged<PostgresNotices>.fromOpaque(context).takeUnretainedValue().warnings += 1
            }, context)
    }
}

enum CStrings {
    /// Gives an array of C strings that ends with a null pointer.
    static func with<Result>(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
