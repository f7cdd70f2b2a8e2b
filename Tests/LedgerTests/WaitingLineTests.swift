import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Which bodies leave a line together, and when.
@Suite struct `A line of bodies that wait for connections` {
    /// Here nobody goes because of having waited long.
    private let line = WaitingLine(capacity: 100, patience: .seconds(600))

    private func body(isBatchable: Bool = true) -> WaitingBody {
        WaitingBody(
            deadline: .now + .seconds(60), isUnhurried: false, isBatchable: isBatchable, run: { _ in }, settle: { _ in }
        )
    }

    private func add(_ count: Int, isBatchable: Bool = true, to other: WaitingLine? = nil) {
        for _ in 0..<count { #expect((other ?? line).add(body(isBatchable: isBatchable)) == nil) }
    }

    /// Takes what may leave, without waiting for more to come.
    private func next(of other: WaitingLine? = nil) -> [WaitingBody] {
        guard case .bodies(let bodies) = (other ?? line).next(within: 0) else { return [] }
        return bodies
    }

    @Test func `those that may share a transaction leave together, up to a limit`() {
        add(3)
        #expect(next().count == 3)
        add(WaitingLine.most + 2)
        #expect(next().count == WaitingLine.most)
    }

    @Test func `who may not share leaves alone and at once, whoever is under way`() {
        add(2)
        let under = next()
        #expect(under.count == 2)
        add(1)
        add(1, isBatchable: false)
        add(2)
        #expect(next().map(\.isBatchable) == [true])
        #expect(next().map(\.isBatchable) == [false])
    }

    @Test func `a lone body waits for one that is under way, but not for ever`() {
        let line = WaitingLine(capacity: 100, patience: .milliseconds(30))
        add(1, to: line)
        // Nobody says that the first has ended.
        #expect(next(of: line).count == 1)
        add(1, to: line)
        let asked = ContinuousClock.now
        #expect(next(of: line).count == 1)
        #expect(ContinuousClock.now - asked >= .milliseconds(20))
    }

    @Test func `enough for a transaction of their own leave beside one that is under way`() {
        add(1)
        #expect(next().count == 1)
        add(WaitingLine.most)
        #expect(next().count == WaitingLine.most)
    }

    @Test func `when nobody is under way any more the next leaves at once with what has come since`() {
        add(1)
        let under = next()
        add(4)
        line.finished(under)
        #expect(next().count == 4)
    }

    @Test func `a closed line hands out what waits, and then ends`() {
        add(2)
        line.close()
        #expect(line.add(body()) == .closed)
        #expect(next().count == 2)
        guard case .ended = line.next(within: 1) else {
            Issue.record("a closed, empty line goes on")
            return
        }
    }

    @Test func `every body leaves once, whoever takes and whoever adds`() async {
        let taken = Mutex(0)
        let takers = (0..<4).map { number in
            let thread = Thread { [line] in
                while case .bodies(let bodies) = line.next(within: 5) {
                    taken.withLock { $0 += bodies.count }
                    Thread.sleep(forTimeInterval: 0.000_1 * Double(number))
                    line.finished(bodies)
                }
            }
            thread.start()
            return thread
        }
        for round in 0..<3_000 {
            while line.add(body(isBatchable: round % 7 != 0)) != nil { try? await Task.sleep(for: .milliseconds(1)) }
        }
        line.close()
        let isOver = try? await eventually { takers.allSatisfy(\.isFinished) }
        #expect(isOver == true)
        #expect(taken.withLock { $0 } == 3_000)
    }
}
