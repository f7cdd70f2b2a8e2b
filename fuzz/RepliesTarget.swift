import Vocabulary

// Bodies of departments' replies, whose signature proves who sent them and nothing about what they say.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let body = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        let reply = try Reply(body)
        guard (1...1_000_000).contains(reply.attempt), ItemAct.ofDepartments.contains(reply.act) else {
            fatalError("taken: \(reply)")
        }
        let again = JSON.members([
            "number": .string(reply.number.description), "attempt": .integer(reply.attempt),
            "act": .string(reply.act.rawValue), "content": reply.content,
        ])
        guard let read = try? Reply(again.encoded), read.number == reply.number, read.content == reply.content else {
            fatalError("written otherwise than read: \(again.encodedText)")
        }
    } catch let refused as ReplyRefused {
        // It is recorded and shown to administrators.
        if refused.detail.isEmpty { fatalError("refused without a reason") }
    } catch {
        fatalError("\(error)")
    }
    return 0
}
