import Ledger
import Testing
import Vocabulary

/// What every store promises to those who write.
@Suite(.serialized) struct `What every store promises` {
    @Test(arguments: StoreUnderTest.available)
    func `a body that throws leaves nothing`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            await #expect(throws: ThingRefused.self) {
                try await store.write { session in
                    try Thing.insert(1, in: session)
                    try Thing.post(2, in: session)
                    throw ThingRefused()
                }
            }
            let kept = try await store.things
            #expect(kept == [])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `the neighbours of a failed write are kept`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let failed = await withTaskGroup(of: Int?.self) { group in
                for id in 0..<300 {
                    group.addTask {
                        do {
                            try await store.write { session in
                                try Thing.post(id, in: session)
                                if id % 3 == 0 { throw ThingRefused() }
                                if id % 3 == 1 { try Thing.post(id, in: session) }
                            }
                            return nil
                        } catch {
                            return id
                        }
                    }
                }
                return await group.reduce(into: Set<Int>()) { ids, id in if let id { ids.insert(id) } }
            }
            #expect(failed == Set((0..<300).filter { $0 % 3 != 2 }))
            let kept = try await store.things
            #expect(kept == (0..<300).filter { $0 % 3 == 2 })
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `every read after the acknowledgement sees the write`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await withThrowingTaskGroup { group in
                for id in 0..<200 {
                    group.addTask {
                        try await store.write { try Thing.post(id, amount: id, in: $0) }
                        let seen = try await store.read { try Thing.amount(id, in: $0) }
                        #expect(seen == id)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `what a body wrote it can read at once`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let amount = try await store.write { session in
                try Thing.post(1, amount: 7, in: session)
                return try Thing.amount(1, in: session)
            }
            #expect(amount == 7)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a read sees one moment from beginning to end`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { try Thing.insert(1, in: $0) }
            let (looked, written) = (Gate(), Gate())
            async let sightings = store.read { session in
                let before = try Thing.ids(in: session)
                looked.open()
                written.wait()
                return [before, try Thing.ids(in: session)]
            }
            try await looked.passed()
            try await store.write { try Thing.insert(2, in: $0) }
            written.open()
            #expect(try await sightings == [[1], [1]])
            #expect(try await store.things == [1, 2])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a read cannot write`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            await #expect(throws: StorageFailure.self) {
                try await store.read { try Thing.insert(1, in: $0) }
            }
            let kept = try await store.things
            #expect(kept == [])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `too many waiting writes are refused at once`(kind: StoreUnderTest) async throws {
        try await kind.withStore(capacity: 3, writers: 1) { store in
            let (entered, leave) = (Gate(), Gate())
            async let slow: Void = store.write { session in
                try Thing.insert(0, in: session)
                entered.open()
                leave.wait()
            }
            try await entered.passed()
            let refused = await withTaskGroup(of: Int.self) { group in
                for id in 1...10 {
                    group.addTask {
                        do {
                            try await store.write { try Thing.insert(id, in: $0) }
                        } catch StorageFailure.overloaded {
                            return 1
                        } catch {}
                        return 0
                    }
                }
                // The refusals come while the line is still full.
                var refused = 0
                for await answer in group {
                    refused += answer
                    if refused == 7 { leave.open() }
                }
                return refused
            }
            try await slow
            #expect(refused == 7)
            #expect(try await store.things.count == 4)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `closing finishes what waits and refuses what comes later`(kind: StoreUnderTest) async throws {
        let place = try kind.place()
        let store = try place.open(writers: 1)
        try await store.migrate([.promises])
        let (entered, leave) = (Gate(), Gate())
        let slow = Task {
            try await store.write { session in
                try Thing.insert(0, in: session)
                entered.open()
                leave.wait()
            }
        }
        try await entered.passed()
        let waiting = (1...20).map { id in Task { try await store.write { try Thing.insert(id, in: $0) } } }
        try await Task.sleep(for: .milliseconds(100))
        let closing = Task { await store.close() }
        try await Task.sleep(for: .milliseconds(100))
        await #expect(throws: StorageFailure.closed) { try await store.write { try Thing.insert(99, in: $0) } }
        leave.open()
        try await slow.value
        for task in waiting { try await task.value }
        await closing.value
        let again = try place.open()
        #expect(try await again.things == Array(0...20))
        await again.close()
        place.remove()
    }

    @Test(arguments: StoreUnderTest.available)
    func `closing twice is closing once`(kind: StoreUnderTest) async throws {
        let place = try kind.place()
        let store = try place.open()
        await store.close()
        await store.close()
        await #expect(throws: StorageFailure.closed) { try await store.write { _ in } }
        place.remove()
    }
}
