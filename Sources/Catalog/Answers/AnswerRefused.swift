import Vocabulary

/// Why a text is not an answer to a data element, in a sentence for the person who wrote it.
public struct AnswerRefused: Error, Hashable, Sendable, CustomStringConvertible {
    public let element: ElementCode
    public let message: Bilingual

    public init(element: ElementCode, message: Bilingual) {
        self.element = element
        self.message = message
    }

    public var description: String { "\(element): \(message.en)" }
}
