import FEEL
import Testing

/// The value of a text without facts.
func value(_ source: String, _ facts: [String: Value] = [:]) throws -> Value {
    try Expression(parsing: source, knownNames: facts.keys).evaluate(in: facts)
}

/// Whether two texts have the same value.
func same(_ source: String, _ other: String) throws -> Bool { try value(source) == value(other) }

@Suite struct `Evaluating an expression` {
    @Test func `a catalog condition reads its facts by name`() throws {
        let rule = try Expression(parsing: #"personCategory in ("graduate", "veteran") and age >= 18"#)
        #expect(rule.names == ["personCategory", "age"])
        #expect(rule.evaluate(in: ["personCategory": "veteran", "age": 20]) == true)
        #expect(rule.evaluate(in: ["personCategory": "veteran", "age": 17]) == false)
        #expect(rule.evaluate(in: ["personCategory": "veteran"]) == nil)
        #expect(rule.evaluate(in: ["personCategory": "other"]) == false)
    }

    @Test func `facts may be given in the order of the inputs`() throws {
        let rule = try Expression(parsing: "a - b")
        #expect(rule.inputs == ["a", "b"])
        #expect(rule.evaluate(slots: [5, 3]) == 2)
    }

    @Test func `a fact is looked up at most once and only when needed`() throws {
        let rule = try Expression(parsing: "a or (b and b)")
        var asked: [String] = []
        let value = rule.evaluate { name in
            asked.append(name)
            return .boolean(name == "b")
        }
        #expect(value == true)
        #expect(asked == ["a", "b"])
        asked = []
        _ = rule.evaluate { name in
            asked.append(name)
            return true
        }
        #expect(asked == ["a"])
    }

    @Test func `names may be Chinese, have several words, or contain operators`() throws {
        let facts: [String: Value] = ["年龄": 22, "Monthly Salary": 5000, "profit-and-loss": -3, "profit": 9]
        #expect(try value(#"年龄 >= 18 and Monthly Salary > 4000"#, facts) == true)
        #expect(try value("profit-and-loss", facts) == -3)
        #expect(try value("profit - 1", facts) == 8)
        #expect(try value("{first name: \"Wen\", full name: first name + \" Na\"}.full name") == "Wen Na")
    }

    @Test func `a fact may bear the name of a built-in function`() throws {
        #expect(try value("count + 1", ["count": 3]) == 4)
        #expect(try value("count([1, 2])") == 2)
    }

    @Test func `division by zero, bad dates and overflow are null`() throws {
        #expect(try value("1 / 0") == nil)
        #expect(try value(#"date("2026-02-30")"#) == nil)
        #expect(try value("10 ** 6000 * 10 ** 6000") == nil)
        #expect(try value(#"date("999999999-12-31") + duration("P1D")"#) == nil)
        #expect(try value("-1 / 0 > 3") == nil)
        #expect(
            try value("9223372036854775807 + 1") == .number(try #require(Decimal128(parsing: "9223372036854775808"))))
    }

    @Test func `a loop sees its results so far`() throws {
        #expect(try value("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == [1, 1, 2, 6, 24])
        #expect(try value("for i in 3..1 return i") == [3, 2, 1])
        #expect(try value("for i in [1..3) return i") == [1, 2])
    }

    @Test func `a context entry that is a function may call itself`() throws {
        #expect(
            try value("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r") == 2_432_902_008_176_640_000)
    }

    @Test func `a function remembers the values around it`() throws {
        #expect(try value("{k: 10, add: function(x) x + k, r: (for k in [1, 2] return add(k))}.r") == [11, 12])
    }

    @Test func `a filter sees the entries of its elements before anything else`() throws {
        let facts: [String: Value] = ["x": 5]
        #expect(try value("[{x: 1}, {x: 9}][x > 4]", facts) == [["x": 9]])
        #expect(try value("[{y: 1}, {y: 9}][y > x]", facts) == [["y": 9]])
        #expect(try value("[1, 2, 3][-1]") == 3)
        #expect(try value("[1, 2, 3][4]") == nil)
    }

    @Test func `text is compared by code points`() throws {
        #expect(try value(#"string length("😀é")"#) == 2)
        #expect(try value("\"\u{E9}\" = \"e\u{301}\"") == false)
        #expect(try value(#"substring("\U01F40Eab", 2)"#) == "ab")
        #expect(try value(#"substring("联办平台", -2)"#) == "平台")
    }

    @Test func `the clock is given from outside`() throws {
        let day = try #require(CivilDate(year: 2024, month: 6, day: 7))
        let noon = CivilDateTime(date: day, time: try #require(CivilTime(hour: 12, minute: 0, second: 0, zone: .utc)))
        let expression = try Expression(parsing: "[today(), now()]")
        #expect(expression.evaluate(in: [:], environment: .fixed(at: noon)) == [.date(day), .dateTime(noon)])
    }

    @Test func `the same expression may be used by many threads`() async throws {
        let rule = try Expression(parsing: #"count([1, 2, 3][item > low]) = 2 and matches(name, "^文")"#)
        await withTaskGroup(of: Bool.self) { group in
            for low in 0..<50 {
                group.addTask { rule.evaluate(in: ["low": .number(low % 2), "name": "文娜"]) == .boolean(low % 2 == 1) }
            }
            for await right in group { #expect(right) }
        }
    }
}

@Suite struct `Three-valued logic` {
    @Test(
        arguments: [
            ("true and null", Value.null), ("false and null", false), ("null and false", false), ("null and null", nil),
            ("true or null", true), ("null or true", true), ("false or null", nil), ("not(null)", nil),
            ("true and 1", nil), ("\"a\" or true", true), ("if null then 1 else 2", 2), ("null = null", true),
            ("null = 1", false), ("1 = \"1\"", nil), ("null < 1", nil), ("null in [1, null]", true),
            ("some x in [1, null] satisfies x > 1", nil), ("every x in [1, null] satisfies x > 1", false),
            ("every x in [] satisfies false", true), ("all([true, null])", nil), ("any([null, true])", true),
        ] as [(String, Value)])
    func `unknown stays unknown unless the rest decides`(source: String, expected: Value) throws {
        #expect(try value(source) == expected)
    }
}
