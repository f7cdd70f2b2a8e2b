extension Expression {
    /// Checks the expression against the types of the facts it may read.
    ///
    /// - Parameters:
    ///   - types: the declared facts; a name that is none of them, no local and no built-in function is a problem.
    ///   - scope: what named types stand for.
    /// - Returns: the type of the result and everything that cannot be right, in the order of the text.
    public func check(
        _ types: [String: ValueType], scope: TypeScope = TypeScope()
    ) -> (type: ValueType, problems: [TypeProblem]) {
        var checker = TypeChecker(types, scope)
        let type = checker.type(of: syntax)
        return (type, checker.sortedProblems)
    }
}

extension UnaryTests {
    /// Checks the tests against the type of the value they are applied to, and the facts they may read.
    public func check(
        _ input: ValueType, _ types: [String: ValueType] = [:], scope: TypeScope = TypeScope()
    ) -> [TypeProblem] {
        var checker = TypeChecker(types, scope)
        if let cell { checker.check(cell.tests, against: input) }
        return checker.sortedProblems
    }
}

/// Infers types from the leaves to the root and notes what cannot be right.
struct TypeChecker {
    private enum Scope {
        case local(String, ValueType)
        /// The element of a filter: its entries may be named directly.
        case element(ValueType)
    }

    private let facts: [String: ValueType]
    private let types: TypeScope
    private var scopes: [Scope] = []
    private(set) var problems: [TypeProblem] = []

    init(_ facts: [String: ValueType], _ types: TypeScope) {
        self.facts = facts
        self.types = types
    }

    var sortedProblems: [TypeProblem] { problems.sorted { $0.position < $1.position } }

    mutating func report(_ kind: TypeProblem.Kind, _ syntax: Syntax) {
        problems.append(TypeProblem(kind: kind, position: syntax.position, expression: syntax.description))
    }

    mutating func type(of syntax: Syntax) -> ValueType {
        switch syntax.form {
        case .literal(let value): return ValueType(of: value)
        case .name(let name): return self.type(ofName: name, syntax)
        case .path(let source, let member): return self.member(member, of: type(of: source), syntax)
        case .descendants(let source, _):
            _ = type(of: source)
            return .list(.any)
        case .arithmetic(let operation, let left, let right):
            return arithmetic(operation, type(of: left), type(of: right), syntax)
        case .negation(let operand): return negation(type(of: operand), syntax)
        case .comparison(let operation, let left, let right):
            compare(operation, left, type(of: left), right, type(of: right), syntax)
            return .boolean
        case .conjunction(let parts), .disjunction(let parts):
            for part in parts { expectBoolean(part) }
            return .boolean
        case .between(let value, let lower, let upper):
            let tested = type(of: value)
            compare(.greaterOrEqual, value, tested, lower, type(of: lower), syntax)
            compare(.lessOrEqual, value, tested, upper, type(of: upper), syntax)
            return .boolean
        case .membership(let value, let tests):
            check(tests, against: type(of: value))
            return .boolean
        case .conditional(let condition, let then, let otherwise, _):
            expectBoolean(condition)
            return ValueType.common([type(of: then), type(of: otherwise)])
        case .iteration(let iterations, let body):
            return inScope { checker in
                checker.declare(iterations)
                checker.scopes.append(.local("partial", .list(.any)))
                return .list(checker.type(of: body))
            }
        case .quantified(_, let iterations, let condition):
            return inScope { checker in
                checker.declare(iterations)
                checker.expectBoolean(condition)
                return .boolean
            }
        default: return structure(syntax)
        }
    }

    private mutating func structure(_ syntax: Syntax) -> ValueType {
        switch syntax.form {
        case .list(let elements): return .list(ValueType.common(elements.map { type(of: $0) }))
        case .context(let entries): return .context(declare(entries))
        case .scoped(let entries, let result):
            return inScope { checker in
                for entry in entries { checker.scopes.append(.local(entry.name, checker.type(of: entry.value))) }
                return checker.type(of: result)
            }
        case .range(let bounds):
            let ends = [bounds.lower, bounds.upper].compactMap { $0 }.map { type(of: $0) }
            if ends.count == 2, !ends[0].isOrdered(with: ends[1]) {
                report(.undefined(operation: "..", left: "\(ends[0])", right: "\(ends[1])"), syntax)
            }
            return .range(ValueType.common(ends))
        case .filter(let source, let condition): return filter(type(of: source), condition)
        case .invocation(let function, let arguments): return invocation(function, arguments, syntax)
        case .function(let parameters, let body):
            return inScope { checker in
                let types = parameters.map { $0.type.map(checker.types.resolve) ?? .any }
                for (parameter, type) in zip(parameters, types) { checker.scopes.append(.local(parameter.name, type)) }
                return .function(types, checker.type(of: body))
            }
        case .external(let parameters, _):
            return .function(parameters.map { $0.type.map(types.resolve) ?? .any }, .null)
        case .instance(let value, let type):
            _ = self.type(of: value)
            if case .named(let name) = types.resolve(type) { report(.unknownType(name), syntax) }
            return .boolean
        case .typed(let value, let type):
            let own = self.type(of: value)
            if !own.isAssignable(to: type) {
                report(.undefined(operation: "as", left: "\(own)", right: "\(type)"), value)
            }
            return type
        case .table(let table): return self.table(table, syntax)
        default: return .any
        }
    }

    // MARK: Names

    private mutating func inScope<Result>(_ body: (inout TypeChecker) -> Result) -> Result {
        let mark = scopes.count
        defer { scopes.removeSubrange(mark...) }
        return body(&self)
    }

    private mutating func declare(_ iterations: [Syntax.Iteration]) {
        for iteration in iterations {
            let domain = type(of: iteration.domain)
            if let upTo = iteration.upTo { _ = type(of: upTo) }
            switch domain.plain {
            case .list(let element), .range(let element): scopes.append(.local(iteration.name, element))
            default: scopes.append(.local(iteration.name, domain))
            }
        }
    }

    private mutating func declare(_ entries: [Syntax.Entry]) -> [String: ValueType] {
        inScope { checker in
            var types: [String: ValueType] = [:]
            for entry in entries {
                if case .function(let parameters, _) = entry.value.form {
                    // A function may call itself.
                    checker.scopes.append(.local(entry.name, .function(parameters.map { $0.type ?? .any }, .any)))
                }
                let type = checker.type(of: entry.value)
                types[entry.name] = type
                checker.scopes.append(.local(entry.name, type))
            }
            return types
        }
    }

    private mutating func type(ofName name: String, _ syntax: Syntax) -> ValueType {
        var mayBeEntry = false
        for scope in scopes.reversed() {
            switch scope {
            case .local(name, let type): return type
            case .local: break
            case .element(let type):
                if case .context(let entries) = type.plain, let entry = entries[name] { return entry }
                if type.isOpen { mayBeEntry = true }
                if case .context(let entries) = type.plain, entries.isEmpty { mayBeEntry = true }
            }
        }
        if let type = facts[name] { return types.resolve(type) }
        if let overloads = Builtins.table[name] {
            return .function(overloads[0].parameters.map(\.type), Builtins.resultType(name))
        }
        if !mayBeEntry { report(.unknownName(name), syntax) }
        return .any
    }

    private mutating func member(_ name: String, of type: ValueType, _ syntax: Syntax) -> ValueType {
        switch type.plain {
        case .context(let entries):
            if let entry = entries[name] { return entry }
            if !entries.isEmpty { report(.unknownMember(name, of: "\(type)"), syntax) }
            return .any
        case .list(let element): return .list(member(name, of: element, syntax))
        case .range(let element): return name.hasSuffix("included") ? .boolean : element
        case let plain where plain.isOpen: return .any
        default:
            guard let sample = type.sample, let value = sample.property(name) else {
                report(.unknownMember(name, of: "\(type)"), syntax)
                return .any
            }
            if name == "time offset" { return .daysDuration }
            return value.isNull ? .any : ValueType(of: value)
        }
    }

    private mutating func filter(_ source: ValueType, _ condition: Syntax) -> ValueType {
        let element: ValueType
        if case .list(let inner) = source.plain { element = inner } else { element = source }
        let type = inScope { checker in
            checker.scopes.append(.local("item", element))
            checker.scopes.append(.element(element))
            return checker.type(of: condition)
        }
        switch type.plain {
        case .number: return element
        case .boolean: return .list(element)
        case let plain where plain.isOpen: return .any
        default:
            report(.notBoolean("\(type)"), condition)
            return .any
        }
    }

    mutating func expectBoolean(_ syntax: Syntax) {
        let type = type(of: syntax)
        if !type.isOpen, type.plain != .boolean { report(.notBoolean("\(type)"), syntax) }
    }

    /// Checks unary tests against the type of what they test.
    mutating func check(_ tests: [Syntax.Test], against tested: ValueType) {
        inScope { checker in
            checker.scopes.append(.local("?", tested))
            for test in tests { checker.check(test, against: tested) }
        }
    }
}
