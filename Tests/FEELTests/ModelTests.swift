import FEEL
import Testing

@Suite struct `Decision models` {
    private func model(_ body: String, namespace: String = "https://www.omg.org/spec/DMN/20230324/MODEL/") throws
        -> DecisionModel
    {
        let text = "<definitions xmlns=\"\(namespace)\" namespace=\"urn:test\" name=\"test\">\(body)</definitions>"
        return DecisionModel(try Definitions(reading: Array(text.utf8)))
    }

    private let eligibility = """
        <itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>
        <inputData id="i1" name="Age"><variable name="Age" typeRef="number"/></inputData>
        <inputData id="i2" name="Kind"><variable name="Kind" typeRef="tKind"/></inputData>
        <decision id="d1" name="Adult"><variable name="Adult" typeRef="boolean"/>
          <informationRequirement><requiredInput href="#i1"/></informationRequirement>
          <literalExpression><text>Age &gt;= 18</text></literalExpression></decision>
        <businessKnowledgeModel id="b1" name="Amount of"><variable name="Amount of"/>
          <encapsulatedLogic><formalParameter name="kind" typeRef="string"/>
            <literalExpression><text>if kind = "a" then 500 else 100</text></literalExpression></encapsulatedLogic>
        </businessKnowledgeModel>
        <decision id="d2" name="Amount"><variable name="Amount" typeRef="number"/>
          <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
          <informationRequirement><requiredInput href="#i2"/></informationRequirement>
          <knowledgeRequirement><requiredKnowledge href="#b1"/></knowledgeRequirement>
          <context>
            <contextEntry><variable name="base amount"/><literalExpression><text>Amount of(Kind)</text></literalExpression></contextEntry>
            <contextEntry><literalExpression><text>if Adult then base amount else 0</text></literalExpression></contextEntry>
          </context></decision>
        """

    @Test func `a decision calls what it requires`() throws {
        let model = try model(eligibility)
        #expect(model.problems == [])
        #expect(model.decide("Amount", inputs: ["Age": 20, "Kind": "a"]).value == 500)
        #expect(model.decide("Amount", inputs: ["Age": 10, "Kind": "a"]).value == 0)
        #expect(model.invoke(knowledge: "Amount of", arguments: ["kind": "b"]).value == 100)
    }

    @Test func `an input outside its allowed values is null`() throws {
        #expect(try model(eligibility).decide("Amount", inputs: ["Age": 20, "Kind": "z"]).value == 100)
        #expect(try model(eligibility).decide("Adult", inputs: ["Age": "20"]).value == nil)
    }

    @Test func `an explanation follows the decisions`() throws {
        let explanation = try #require(try model(eligibility).explain("Amount", inputs: ["Age": 20, "Kind": "a"]))
        #expect(explanation.value == 500)
        #expect(explanation.premises["Adult"]?.because.map(\.expression) == ["Age >= 18"])
    }

    @Test func `a decision that needs itself is null`() throws {
        let model = try model(
            """
            <decision id="a" name="A"><informationRequirement><requiredDecision href="#b"/></informationRequirement>
              <literalExpression><text>B</text></literalExpression></decision>
            <decision id="b" name="B"><informationRequirement><requiredDecision href="#a"/></informationRequirement>
              <literalExpression><text>A</text></literalExpression></decision>
            """)
        #expect(model.decide("A", inputs: [:]).value == nil)
    }

    @Test func `a service that calls itself is stopped`() throws {
        let model = try model(
            """
            <decisionService id="s" name="S"><outputDecision href="#d"/><inputData href="#n"/></decisionService>
            <inputData id="n" name="n"/>
            <decision id="d" name="D"><informationRequirement><requiredInput href="#n"/></informationRequirement>
              <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
              <literalExpression><text>S(n + 1)</text></literalExpression></decision>
            """)
        let outcome = model.decide("D", inputs: ["n": 1])
        #expect(outcome.value == nil)
        #expect(outcome.problem == .nestingTooDeep)
    }

    @Test func `what is wrong in a model is listed with its line, and the rest works`() throws {
        let model = try model(
            """
            <decision id="a" name="A"><literalExpression><text>1 +</text></literalExpression></decision>
            <decision id="b" name="B"><literalExpression><text>2</text></literalExpression></decision>
            """)
        #expect(model.problems.count == 1)
        #expect(model.problems.first?.line == 1)
        #expect(model.decide("A", inputs: [:]).value == nil)
        #expect(model.decide("B", inputs: [:]).value == 2)
    }

    @Test func `the types of DMN 1.1 are qualified names`() throws {
        let text = """
            <definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:feel="http://www.omg.org/spec/FEEL/20140401"
              namespace="urn:old" name="old"><inputData id="i" name="i"><variable name="i" typeRef="feel:number"/></inputData>
              <decision id="d" name="d"><variable name="d" typeRef="feel:number"/>
              <informationRequirement><requiredInput href="#i"/></informationRequirement>
              <literalExpression><text>i * 2</text></literalExpression></decision></definitions>
            """
        let model = DecisionModel(try Definitions(reading: Array(text.utf8)))
        #expect(model.problems == [])
        #expect(model.decide("d", inputs: ["i": 4]).value == 8)
    }

    @Test func `an import is used under its name`() throws {
        let library = try Definitions(
            reading: Array(
                """
                <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:library" name="library">
                  <businessKnowledgeModel id="b" name="twice"><encapsulatedLogic><formalParameter name="x"/>
                    <literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
                </definitions>
                """.utf8))
        let user = try Definitions(
            reading: Array(
                """
                <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:user" name="user">
                  <import namespace="urn:library" name="lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
                  <decision id="d" name="d"><knowledgeRequirement><requiredKnowledge href="urn:library#b"/></knowledgeRequirement>
                    <literalExpression><text>lib.twice(21)</text></literalExpression></decision>
                </definitions>
                """.utf8))
        #expect(DecisionModel(user, imports: [library]).decide("d", inputs: [:]).value == 42)
        let alone = DecisionModel(user)
        #expect(alone.decide("d", inputs: [:]).value == nil)
        #expect(!alone.problems.isEmpty)
    }

    @Test func `an import without a name is used as if it stood here`() throws {
        func definitions(_ name: String, _ body: String) throws -> Definitions {
            try Definitions(
                reading: Array("<definitions namespace=\"urn:\(name)\" name=\"\(name)\">\(body)</definitions>".utf8))
        }
        let user = try definitions(
            "a",
            """
            <import namespace="urn:a" name=""/><import namespace="urn:b" name=""/>
            <decision id="d1" name="one"><informationRequirement><requiredDecision href="#d2"/></informationRequirement>
            <literalExpression><text>two + 1</text></literalExpression></decision>
            """)
        let library = try definitions(
            "b",
            """
            <inputData id="i" name="base"/>
            <decision id="d2" name="two"><informationRequirement><requiredInput href="#i"/></informationRequirement>
            <literalExpression><text>base * 2</text></literalExpression></decision>
            """)
        let model = DecisionModel(user, imports: [library])
        #expect(model.problems == [])
        #expect(model.decide("one", inputs: ["base": 5]).value == 11)
        #expect(model.decide("two", inputs: ["base": 5]).value == 10)
    }

    @Test func `a modeler that draws no inputs and writes types of programming languages is understood`() throws {
        let model = try model(
            """
            <decision id="d" name="d"><decisionTable hitPolicy="FIRST">
              <input><inputExpression typeRef="integer"><text>age</text></inputExpression></input>
              <output name="adult" typeRef="boolean"/>
              <rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>true</text></outputEntry></rule>
              <rule><inputEntry><text></text></inputEntry><outputEntry><text>false</text></outputEntry></rule>
            </decisionTable></decision>
            """)
        #expect(model.problems == [])
        #expect(model.decide("d", inputs: ["age": 20]).value == true)
        #expect(model.decide("d", inputs: ["age": 2]).value == false)
    }

    @Test func `a function outside FEEL gives null and is counted`() throws {
        let model = try model(
            """
            <decision id="d" name="d"><literalExpression>
            <text>(function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}})(1)</text>
            </literalExpression></decision>
            """)
        let outcome = model.decide("d", inputs: [:])
        #expect(outcome.value == nil)
        #expect(outcome.externalCalls == 1)
    }
}

@Suite struct `Reading XML` {
    private func error(_ text: String) -> MalformedDocument? {
        do {
            _ = try Definitions(reading: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `a broken document is refused with its place`() throws {
        #expect(error("<definitions>\n <a></b></definitions>")?.line == 2)
        #expect(error("") != nil)
        #expect(error("<definitions") != nil)
        #expect(error("<definitions>&nope;</definitions>") != nil)
        #expect(error("<other/>") != nil)
        #expect(error("<definitions a='1' a='2'/>") != nil)
        #expect(error("<definitions/><definitions/>") != nil)
    }

    @Test func `entities that are declared in the document are not expanded`() {
        #expect(error("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><definitions>&x;</definitions>") != nil)
    }

    @Test func `deep nesting is refused`() {
        #expect(error(String(repeating: "<definitions>", count: 100_000))?.message == "nested too deeply")
    }

    @Test func `damaged documents never crash the reader`() throws {
        let sound = Array(
            """
            <?xml version="1.0"?><definitions xmlns="urn:x" namespace="urn:t" name="t"><!-- c --><decision id="d" name="d">
            <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>a &lt; 3</text></inputExpression></input><output/>
            <rule><inputEntry><text><![CDATA[true]]></text></inputEntry><outputEntry><text>&#20154;</text></outputEntry></rule>
            </decisionTable></decision></definitions>
            """.utf8)
        var generator = Seeded(seed: 9)
        for _ in 0..<3000 {
            var damaged = sound
            for _ in 0..<(1 + generator.next() % 6) {
                let place = Int(generator.next() % UInt64(damaged.count))
                switch generator.next() % 3 {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: generator.next())
                case 1: damaged.remove(at: place)
                default: damaged.insert(contentsOf: damaged[place..<min(place + 9, damaged.count)], at: place)
                }
            }
            if let definitions = try? Definitions(reading: damaged) {
                _ = DecisionModel(definitions).decide("d", inputs: ["a": 1]).value
            }
        }
    }
}
