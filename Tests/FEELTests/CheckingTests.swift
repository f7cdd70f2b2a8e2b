import FEEL
import Testing

@Suite struct `Checking types before anyone is decided` {
    private let category = ValueType.constrained(
        .string, ValueType.Constraint(try! UnaryTests(parsing: #""graduate", "veteran""#)))

    private func problems(_ source: String) throws -> [TypeProblem] {
        try Expression(parsing: source).check([
            "age": .number, "category": category, "birthday": .date, "local": .boolean,
            "posts": .list(.context(["title": .string, "pay": .number])),
        ]).problems
    }

    @Test(arguments: [
        #"age >= 18 and category in ("graduate", "veteran") and local"#, #"posts[pay > 4000].title"#,
        #"years and months duration(birthday, today()).years >= 16"#, "some p in posts satisfies p.pay > age",
        "if local then age else 0", "sum(posts.pay) > 3", "{a: age, b: a + 1}.b > 2",
        "birthday + duration(\"P1Y\") < today()",
        "for i in 1..3 return i + age", "{f: function(n: number) if n < 1 then 0 else f(n - 1), r: f(age)}.r",
        "posts[1].pay", "category = null",
    ])
    func `a sound rule has no problem`(source: String) throws {
        #expect(try problems(source) == [])
    }

    @Test(arguments: [
        (#"age >= "18""#, 1), ("agee > 3", 1), (#"category = "graduat""#, 12), ("age and local", 1),
        ("birthday + age", 1),
        ("posts.pai", 1), (#"category in ("veteran", "vet")"#, 25), ("upper case(age)", 1), ("age(3)", 1),
        ("birthday.hour", 1),
        ("not local and age", 1), ("local > 1", 1), ("substring(\"a\")", 1), ("age in [\"a\"..\"b\"]", 8),
        ("-category", 1),
        ("age instance of tAge", 1), ("posts[title]", 7),
    ])
    func `a rule that can never be right is found with its place`(source: String, column: Int) throws {
        let found = try problems(source)
        #expect(found.first?.position.column == column, "\(found)")
        for problem in found { #expect(!problem.message.isEmpty && !problem.chineseMessage.isEmpty) }
    }

    @Test func `the type of the result is known`() throws {
        func type(_ source: String) throws -> ValueType {
            try Expression(parsing: source).check(["age": .number, "birthday": .date]).type
        }
        #expect(try type("age * 2") == .number)
        #expect(try type("birthday - birthday") == .daysDuration)
        #expect(try type("[age]") == .list(.number))
        #expect(try type("for x in [birthday] return x.year") == .list(.number))
        #expect(try type("age > 3") == .boolean)
    }

    @Test func `cells are checked against their input`() throws {
        #expect(try UnaryTests(parsing: #"> "a""#).check(.number).count == 1)
        #expect(try UnaryTests(parsing: "[1..5], > 10").check(.number).isEmpty)
        #expect(try UnaryTests(parsing: #""vet""#).check(category).count == 1)
    }
}
