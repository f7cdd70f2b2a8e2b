import FEEL
import Testing

@Suite struct `Built-in functions` {
    @Test(arguments: [
        (#"contains("foobar", "ob")"#, "true"), (#"upper case("aßc")"#, "\"ASSC\""),
        (#"substring before("foobar", "bar")"#, "\"foo\""),
        (#"string join(["a", null, "b"], "-")"#, "\"a-b\""), (#"split("a;b;;c", ";")"#, #"["a", "b", "", "c"]"#),
        ("list contains([1, null], null)", "true"), ("count([])", "0"), ("max(1, 3, 2)", "3"), ("min([])", "null"),
        ("sum([])", "null"), ("mean([1, 2, 3, 4])", "2.5"), ("median([8, 2, 5, 3, 4])", "4"),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("mode([6, 3, 9, 6, 6])", "[6]"), ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("append([1], 2, [3])", "[1, 2, [3]]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"), ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"), ("distinct values([1, 2, 1])", "[1, 2]"),
        ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
        ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"), ("product([2, 3, 4])", "24"),
        ("reverse([1, 2])", "[2, 1]"),
        ("get value({a: {b: 1}}, [\"a\", \"b\"])", "1"), ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
        ("context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", "{a: 1, b: 2}"),
        ("context put({x: 1}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"),
        ("context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"), (#"number("1 000,5", " ", ",")"#, "1000.5"),
        (#"number("1,5", ",", ",")"#, "null"),
        ("even(-2)", "true"), ("odd(5)", "true"), ("abs(-5)", "5"), (#"string([1, "a"])"#, #""[1, \"a\"]""#),
        ("before([1..5), [5..10])", "true"), ("overlaps([1..5], [5..8])", "true"), ("during(5, (5..8])", "false"),
        ("meets([1..5], [5..8])", "true"),
        ("includes([1..10], 10)", "true"), ("coincides([1..5], [1..5])", "true"), ("starts([1..5], [1..10])", "true"),
        ("after((> 5), [1..3])", "true"),
        (#"range("[1..3]")"#, "[1..3]"), (#"range("[3..1]")"#, "null"),
        ("substring(start position: 2, string: \"abc\")", "\"bc\""),
        ("substring(foo: 2, string: \"abc\")", "null"), ("sum([\"a\"])", "null"),
        ("contains([\"foobar\"], \"of\")", "false"), ("all([])", "true"),
    ])
    func `give what the standard says`(source: String, expected: String) throws {
        #expect(try value(source).description == expected)
    }
}

@Suite struct `Regular expressions` {
    @Test(arguments: [
        (#"matches("foobar", "^fo*b")"#, "true"), (#"matches("FOO", "foo", "i")"#, "true"),
        (#"matches("q", "[^Q]", "i")"#, "false"),
        (#"matches("a\nb", "a.b")"#, "false"), (#"matches("a\nb", "a.b", "s")"#, "true"),
        (#"matches("x\nb", "^b$", "m")"#, "true"),
        (#"matches("hello world", "hello\ sworld", "x")"#, "true"), (#"matches("abab", "^(ab)\\1$")"#, "true"),
        (#"matches("昆明", "^\\p{IsCJKUnifiedIdeographs}+$")"#, "true"), (#"matches("a", "[a-z-[aeiou]]")"#, "false"),
        (#"matches("b", "[a-z-[aeiou]]")"#, "true"), (#"matches("É", "\\p{Lu}")"#, "true"),
        (#"matches("a", "(?i)A")"#, "null"),
        (#"matches("a", "[b-a]")"#, "null"), (#"matches("a", "a**")"#, "null"), (#"matches("a", "\\2(a)")"#, "null"),
        (#"matches("a", "a", "k")"#, "null"), (#"matches("a.b", "a.b", "q")"#, "true"),
        (#"matches("acb", "a.b", "q")"#, "false"),
        (#"replace("abracadabra", "a(.)", "a$1$1")"#, "\"abbraccaddabbra\""), (#"replace("abc", "b*", "x")"#, "null"),
        (#"replace("abc", "b", "\$")"#, "\"a$c\""), (#"replace("abc", "b", "$")"#, "null"),
        (#"replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")"#, "\"[1=ab][2=]cd\""),
        (#"replace("aaa", "a{2}", "b")"#, "\"ba\""), (#"replace("reluctant", "r.*?t", "X")"#, "\"Xant\""),
        (#"split("John Doe", "\s")"#, #"["John", "Doe"]"#),
    ])
    func `follow XPath`(source: String, expected: String) throws {
        #expect(try value(source).description == expected)
    }

    @Test func `random patterns never crash`() throws {
        var generator = Seeded(seed: 5)
        let pieces = [
            "a", "b", "(", ")", "[", "]", "^", "$", "*", "+", "?", "{", "}", "1", ",", "|", "\\", "d", "p{L}", "-", ".",
            "(?:", "\\1", "é",
        ]
        let expression = try Expression(
            parsing: "[matches(\"abba1é\", p), replace(\"abba1é\", p, \"$0x\"), split(\"abba\", p)]")
        for _ in 0..<3000 {
            var pattern = ""
            for _ in 0..<(generator.next() % 10) { pattern += pieces[Int(generator.next() % UInt64(pieces.count))] }
            _ = expression.evaluate(in: ["p": .string(pattern)], environment: Environment(stepLimit: 5000))
        }
    }
}
