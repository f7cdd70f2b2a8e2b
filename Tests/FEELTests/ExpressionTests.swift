import FEEL
import Testing

@Suite struct `Evaluating an expression` {
    @Test func `a catalog condition reads its facts by name`() throws {
        let rule = try Expression(parsing: #"personCategory in ("graduate", "veteran") and age >= 18"#)
        #expect(rule.names == ["personCategory", "age"])
        #expect(rule.evaluate(in: ["personCategory": "veteran", "age": 20]) == true)
        #expect(rule.evaluate(in: ["personCategory": "veteran", "age": 17]) == false)
        #expect(rule.evaluate(in: ["personCategory": "veteran"]) == nil)
        #expect(rule.evaluate(in: ["personCategory": "other"]) == false)
    }

    @Test func `names may be Chinese`() throws {
        let rule = try Expression(parsing: #"年龄 >= 18 and 身份 = "高校毕业生""#)
        #expect(rule.evaluate(in: ["年龄": 22, "身份": "高校毕业生"]) == true)
    }
}
