import Ledger
import Testing
import Vocabulary

/// What every store promises to bodies that may share a transaction with others.
@Suite(.serialized) struct `What every store promises to those who write among others` {
    /// Lets everything wait behind one body, so that what comes in the meantime is there together.
    private func behindOne<T: Sendable>(
        in store: any Store, _ work: @escaping @Sendable (Int) async throws -> T, count: Int
    ) async throws -> [Int: Result<T, any Error>] {
        let (isHeld, goesOn) = (Gate(), Gate())
        async let holding: Void? = try? store.write { _ in
            isHeld.open()
            goesOn.wait()
        }
        try await isHeld.passed()
        let outcomes = await withTaskGroup(of: (Int, Result<T, any Error>).self) { group in
            for number in 0..<count {
                group.addTask {
                    do { return (number, .success(try await work(number))) } catch { return (number, .failure(error)) }
                }
            }
            // All of them are on their way to the line by then; whoever comes later proves less and nothing wrong.
            try? await Task.sleep(for: .milliseconds(50))
            goesOn.open()
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        await holding
        return outcomes
    }

    @Test(arguments: StoreUnderTest.available)
    func `only the one that throws is undone`(kind: StoreUnderTest) async throws {
        try await kind.withStore(writers: 1) { store in
            let outcomes = try await behindOne(
                in: store,
                { id in
                    try await store.writeBatched { session in
                        try Thing.post(id, in: session)
                        try session.post(.insertPart, [.integer(1), .integer(id), .integer(1)])
                        if id == 7 { throw ThingRefused() }
                        // A rule of the schema is broken, which the database says later.
                        if id == 11 { try Thing.post(100 + id, amount: -1, in: session) }
                    }
                }, count: 20)
            for (id, outcome) in outcomes {
                switch (id, outcome) {
                case (7, .failure(let error)): #expect(error is ThingRefused)
                case (11, .failure(StorageFailure.constraint)): break
                case (_, .success): #expect(id != 7 && id != 11)
                default: Issue.record("\(id) ended with \(outcome)")
                }
            }
            let kept = try await store.things
            #expect(kept == (0..<20).filter { $0 != 7 && $0 != 11 })
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `what must change one row and does not leaves nothing, of it alone`(kind: StoreUnderTest) async throws {
        try await kind.withStore(writers: 1) { store in
            try await store.write { session in
                for id in 0..<20 { try Thing.insert(id, amount: id == 3 ? 1 : 0, in: session) }
            }
            let outcomes = try await behindOne(
                in: store,
                { id in
                    try await store.writeBatched { session in
                        try Thing.post(100 + id, in: session)
                        try session.require(
                            .changeThing, [.integer(5), .integer(1), .integer(id), .integer(0)],
                            otherwise: ThingRefused())
                        // It is there already when the row was not changed: the requirement counts, not what follows from it.
                        if id == 3 { try Thing.post(3, in: session) }
                    }
                }, count: 20)
            for (id, outcome) in outcomes {
                if case .failure(let error) = outcome {
                    #expect(id == 3 && error is ThingRefused)
                } else {
                    #expect(id != 3)
                }
            }
            let amounts = [try await store.amount(of: 3), try await store.amount(of: 4)]
            #expect(amounts == [1, 5])
            let kept = try await store.things
            #expect(kept == Array(0..<20) + (100..<120).filter { $0 != 103 })
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a body sees what it and those before it wrote, and rows keep their order`(kind: StoreUnderTest) async throws {
        try await kind.withStore(writers: 1) { store in
            let outcomes = try await behindOne(
                in: store,
                { id in
                    try await store.writeBatched { session in
                        // The thing before may just have been written by another body. Then things and their parts come in turns.
                        let before = try Thing.amount(id - 1, in: session)
                        for step in 0..<3 {
                            try Thing.post(id + 100 * step, amount: id, in: session)
                            try session.post(.insertPart, [.integer(1), .integer(id + 100 * step), .integer(step)])
                        }
                        try session.post(.changeThing, [.integer(id + 1), .integer(1), .integer(id), .integer(id)])
                        return (before, try Thing.amount(id, in: session))
                    }
                }, count: 20)
            for (id, outcome) in outcomes {
                let (before, own) = try outcome.get()
                #expect(own == id + 1)
                #expect(before == nil || before == id)
            }
            let kept = try await store.things.count
            #expect(kept == 60)
        }
    }
}
