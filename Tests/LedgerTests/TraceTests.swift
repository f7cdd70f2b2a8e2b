import Ledger
import Testing

@Suite struct `Chains of calls` {
    @Test func `a header of the standard is read and written again`() throws {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let trace = try #require(Trace(traceparent: text))
        #expect(trace.traceparent == text)
        #expect(trace.isSampled)
    }

    @Test func `the next piece of work stays in the chain under a number of its own`() throws {
        let trace = Trace.new()
        let child = trace.child()
        #expect(child.id == trace.id)
        #expect(child.span != trace.span)
        #expect(Trace(traceparent: child.traceparent) == child)
    }

    @Test func `a later version with more parts is read as far as it is known`() {
        #expect(Trace(traceparent: "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more") != nil)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz", "<script>",
    ]) func `nonsense is no chain`(text: String) {
        #expect(Trace(traceparent: text) == nil)
    }
}
