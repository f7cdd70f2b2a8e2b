import Ledger
import Testing
import Vocabulary

@testable import Exchange

@Suite struct `What is sent next` {
    static let now = Instant("2024-06-07", hour: 9, minute: 0)

    static func message(_ serial: Int = 1, attempts: Int = 0, refusals: Int = 0, born: Instant = now) -> OutboxMessage {
        var random = SystemRandomNumberGenerator()
        return OutboxMessage(
            shard: 1, id: .new(at: born, using: &random), destination: "department:hrss", subject: [1], item: "loan",
            epoch: serial,
            kind: "started", body: .object([]), attempts: attempts, refusals: refusals, nextAt: born)
    }

    static func ready(_ count: Int) -> [ReadyMessage] {
        (1...count).map { ReadyMessage(message: message($0), body: []) }
    }

    // MARK: Repeating

    @Test func `waits double and never grow past the longest`() {
        let pace = Pace()
        var last = 0.0
        for attempt in 0..<40 {
            guard
                case .repeatAt(let at, _, _) = pace.next(
                    Self.message(attempts: attempt), after: .unavailable("x"), at: Self.now, luck: 0.999)
            else { return #expect(Bool(false), "it gave up") }
            let wait = Self.now.seconds(until: at)
            #expect(wait >= last)
            #expect(wait <= Double(pace.longestRetry))
            last = wait
        }
        #expect(last > Double(pace.longestRetry) * 0.99)
    }

    @Test func `luck spreads repetitions over half of the wait`() {
        let pace = Pace()
        func wait(_ luck: Double) -> Double {
            guard
                case .repeatAt(let at, _, _) = pace.next(
                    Self.message(attempts: 4), after: .unavailable("x"), at: Self.now, luck: luck)
            else { return -1 }
            return Self.now.seconds(until: at)
        }
        #expect(wait(0) == 8)
        #expect(wait(0.5) == 12)
    }

    @Test func `a destination that is down for six hours costs no message`() {
        let later = Self.now.adding(seconds: 6 * 3_600)
        let step = Pace().next(Self.message(attempts: 5_000), after: .unavailable("503"), at: later, luck: 0)
        guard case .repeatAt = step else { return #expect(Bool(false), "\(step)") }
    }

    @Test func `after its patience a message is given up`() {
        let later = Self.now.adding(seconds: 24 * 7 * 3_600 + 1)
        guard case .giveUp = Pace().next(Self.message(), after: .unavailable("503"), at: later, luck: 0) else {
            return #expect(Bool(false), "it was kept")
        }
    }

    @Test func `what is refused again and again is given up`() {
        let pace = Pace()
        guard
            case .repeatAt(_, _, refusals: 4) = pace.next(
                Self.message(refusals: 3), after: .refused("422"), at: Self.now, luck: 0)
        else {
            return #expect(Bool(false), "too early")
        }
        #expect(pace.next(Self.message(refusals: 4), after: .refused("422"), at: Self.now, luck: 0) == .giveUp("422"))
    }

    @Test func `a system that comes back after hours may refuse as often as any other`() {
        let later = Self.now.adding(seconds: 6 * 3_600)
        let step = Pace().next(Self.message(attempts: 80), after: .refused("404"), at: later, luck: 0)
        guard case .repeatAt(_, _, refusals: 1) = step else { return #expect(Bool(false), "\(step)") }
    }

    @Test func `a destination may ask for a longer wait, within bounds`() {
        let pace = Pace()
        func at(_ seconds: Int) -> Instant? {
            guard
                case .repeatAt(let at, _, _) = pace.next(
                    Self.message(), after: .unavailable("429", retryAfter: seconds), at: Self.now, luck: 0)
            else { return nil }
            return at
        }
        #expect(at(60) == Self.now.adding(seconds: 60))
        #expect(at(1_000_000) == Self.now.adding(seconds: pace.longestRetry))
        #expect(at(-5).map { $0 > Self.now } == true)
    }

    @Test(arguments: [
        (200, "delivered"), (204, "delivered"), (301, "refused"), (400, "refused"), (404, "refused"),
        (408, "unavailable"), (410, "refused"), (422, "refused"), (429, "unavailable"), (500, "unavailable"),
        (503, "unavailable"),
    ])
    func `a status means`(status: Int, word: String) {
        let delivery = Delivery(status: status, retryAfter: nil, detail: "")
        let found =
            switch delivery {
            case .delivered: "delivered"
            case .refused: "refused"
            case .unavailable: "unavailable"
            }
        #expect(found == word)
    }

    // MARK: Leaving alone

    @Test func `a breaker opens after so many failures in a row and lets one try`() {
        var breaker = Breaker(threshold: 3)
        for _ in 0..<2 { breaker.failed(at: Self.now) }
        #expect(breaker.allowance(at: Self.now, of: 8) == 8)
        breaker.failed(at: Self.now)
        #expect(breaker.allowance(at: Self.now, of: 8) == 0)
        let later = Self.now.adding(seconds: Breaker.firstRest)
        #expect(breaker.allowance(at: later, of: 8) == 1)
        breaker.failed(at: later)
        #expect(
            breaker.allowance(at: later.adding(seconds: Breaker.firstRest), of: 8) == 0, "the second rest is longer")
        breaker.succeeded()
        #expect(breaker.allowance(at: later, of: 8) == 8)
    }

    @Test func `rests stay short enough to notice a return`() {
        var breaker = Breaker(threshold: 1)
        var now = Self.now
        for _ in 0..<100 {
            breaker.failed(at: now)
            guard let until = breaker.restsUntil else { return #expect(Bool(false), "it does not rest") }
            #expect(now.seconds(until: until) <= Double(Breaker.longestRest))
            now = until
        }
    }

    @Test func `failures of deliveries that were under way do not make a rest longer`() {
        var breaker = Breaker(threshold: 1)
        breaker.failed(at: Self.now)
        let until = breaker.restsUntil
        for _ in 0..<20 { breaker.failed(at: Self.now) }
        #expect(breaker.restsUntil == until)
    }

    @Test func `no more go out in a second than its rate says`() {
        var rate = RateAllowance(perSecond: 10, at: Self.now)
        var sent = 0
        for millisecond in 0..<3_000 where rate.take(at: Self.now.adding(microseconds: Int64(millisecond) * 1_000)) {
            sent += 1
        }
        #expect((38...40).contains(sent), "one second's worth is saved up, and three go by")
        let isGiven = rate.take(at: Self.now)
        #expect(!isGiven, "a clock set back gives nothing")
    }

    // MARK: Looking into the outbox

    @Test func `a courier looks from the beginning once a minute, and else from what it found`() {
        var lookout = Lookout()
        let first = lookout.begin(at: Self.now)
        #expect(first.isWhole && first.since == Instant(microseconds: 0))
        lookout.saw(Self.now.adding(seconds: -3_600), at: Self.now)
        let second = lookout.begin(at: Self.now.adding(seconds: 1))
        #expect(!second.isWhole && second.since == Self.now.adding(seconds: -3_600 - Lookout.margin))
        let later = Self.now.adding(seconds: Lookout.interval)
        let third = lookout.begin(at: later)
        #expect(third.isWhole)
        lookout.saw(nil, at: later)
        let fourth = lookout.begin(at: later.adding(seconds: 1))
        #expect(fourth.since == later.adding(seconds: -Lookout.margin), "an empty outbox is not looked through again")
        let back = lookout.begin(at: Self.now)
        #expect(back.isWhole, "a clock that was set back begins anew")
    }

    // MARK: Writing down

    @Test func `an outcome is written down again when nobody knows whether it is`() async throws {
        try await ConnectedOffice.with { office in
            try await office.submit()
            let message = try #require(try await office.outbox("department:hrss").first)
            let later = Self.now.adding(seconds: 60)
            for _ in 0..<2 {
                try await office.store.write {
                    try DeliveryBook.note(message, .repeatAt(later, because: "503", refusals: 0), at: Self.now, in: $0)
                }
            }
            #expect(try await office.outbox("department:hrss").first?.attempts == 1)
            for _ in 0..<2 {
                try await office.store.write { try DeliveryBook.note(message, .giveUp("422"), at: Self.now, in: $0) }
            }
            #expect(try await office.state().dead.count == 1)
        }
    }

    // MARK: The desk of a courier

    @Test func `a tray sends as many at a time as it may, and each once`() {
        var pace = Pace()
        pace.concurrency = 3
        var tray = Tray(pace: pace, at: Self.now)
        let messages = Self.ready(5)
        tray.add(messages)
        tray.add(messages)
        var sent: [ReadyMessage] = []
        while let next = tray.next(at: Self.now) { sent.append(next) }
        #expect(sent.map(\.message.epoch) == [1, 2, 3])
        tray.cameBack(sent[0].message, .delivered, at: Self.now, luck: 0)
        #expect(tray.next(at: Self.now)?.message.epoch == 4)
        #expect(tray.next(at: Self.now) == nil)
        #expect(tray.taken.count == 5, "what came back is not fetched again before it is noted")
        tray.noted(tray.takeReturned().map(\.message))
        #expect(tray.taken.count == 4)
    }

    @Test func `what could not be noted is noted later`() {
        var tray = Tray(pace: Pace(), at: Self.now)
        tray.add(Self.ready(1))
        let sent = tray.next(at: Self.now)
        tray.cameBack(sent!.message, .delivered, at: Self.now, luck: 0)
        let batch = tray.takeReturned()
        #expect(!tray.shouldNote())
        tray.keep(batch)
        #expect(tray.shouldNote())
        #expect(tray.takeReturned().first?.step == .forget)
    }

    @Test func `when the breaker opens the rest goes back`() {
        var pace = Pace()
        pace.breaksAfter = 1
        var tray = Tray(pace: pace, at: Self.now)
        tray.add(Self.ready(9))
        let first = tray.next(at: Self.now)!
        tray.cameBack(first.message, .unavailable("503"), at: Self.now, luck: 0)
        #expect(tray.taken == [first.message.id])
        #expect(tray.next(at: Self.now) == nil)
        #expect(!tray.wantsMore(at: Self.now))
        #expect(tray.wantsMore(at: Self.now.adding(seconds: Breaker.firstRest)))
    }
}
