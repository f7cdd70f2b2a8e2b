import Hummingbird
import NIOCore

extension Request {
    /// The form in the body of this request.
    /// - Throws: ``MalformedForm``, or whatever ends the connection.
    func form(limits: FormLimits = FormLimits()) async throws -> FormValues {
        let type = HeaderValue(headers[.contentType] ?? "")
        guard type.main == "application/x-www-form-urlencoded" || type.main == "multipart/form-data" else {
            throw MalformedForm.notAForm(type.main)
        }
        let body = try await body(upTo: limits.body)
        guard type.main == "multipart/form-data" else {
            return try FormValues(urlEncoded: body.readableBytesView, limits: limits)
        }
        guard let boundary = type["boundary"] else { throw MalformedForm.noBoundary }
        return try FormValues(multipart: Array(body.readableBytesView), boundary: boundary, limits: limits)
    }

    /// The whole body, refused before it is read if it says that it is larger, and while it is read if it lied.
    func body(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw MalformedForm.tooLarge(limit: limit)
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw MalformedForm.tooLarge(limit: limit)
        }
    }
}
