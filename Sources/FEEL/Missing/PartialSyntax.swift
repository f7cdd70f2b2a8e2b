/// An expression with some facts known: what is constant in it, what is a straight line, and its tables as conditions.
///
/// Parts are compiled once and found again by their identity.
final class PartialSyntax {
    /// A decision table as one condition and a list of outputs for each rule.
    struct Table {
        let conditions: [Syntax]
        let outputs: [[Syntax]]
        let defaults: [Syntax?]
        let node: TableNode?
    }

    private let expression: Expression
    let known: [String: Value]
    let domains: [String: Domain]
    let environment: Environment
    private var parts: [ObjectIdentifier: Expression] = [:]
    private var tables: [ObjectIdentifier: Table] = [:]
    private var order: [ObjectIdentifier: [String]] = [:]

    init(_ expression: Expression, _ known: [String: Value], _ domains: [String: Domain], _ environment: Environment) {
        self.expression = expression
        self.known = known
        self.domains = domains
        self.environment = environment
    }

    func isUnknown(_ name: String) -> Bool { known[name] == nil && expression.names.contains(name) }

    func domain(_ name: String) -> Domain { domains[name] ?? .open }

    func isSelection(_ name: String) -> Bool { if case .selection = domain(name).values { true } else { false } }

    /// A part as an expression of its own.
    func compiled(_ syntax: Syntax) -> Expression {
        let key = ObjectIdentifier(syntax)
        if let part = parts[key] { return part }
        let part = Expression(source: "", syntax: syntax, declared: expression.declared, types: expression.types)
        parts[key] = part
        return part
    }

    /// The unknown facts that a part reads, in the order of the text.
    func unknownNames(in syntax: Syntax) -> [String] {
        let key = ObjectIdentifier(syntax)
        if let names = order[key] { return names }
        let names = compiled(syntax).inputs.filter { isUnknown($0) }
        order[key] = names
        return names
    }

    /// All names that a part reads from outside itself, locals of the surroundings among them.
    func names(in syntax: Syntax) -> [String] { compiled(syntax).inputs }

    /// The value of a part that depends on nothing unknown and on no local.
    func constant(_ syntax: Syntax) -> Value? {
        let part = compiled(syntax)
        guard part.inputs.allSatisfy({ known[$0] != nil || Builtins.table[$0] != nil || !isUnknown($0) }) else {
            return nil
        }
        guard part.inputs.allSatisfy({ expression.names.contains($0) || Builtins.table[$0] != nil }) else { return nil }
        return part.evaluate(environment: environment) { self.known[$0] }
    }

    // MARK: Straight lines

    /// A part as `factor × name + offset` with one unknown fact.
    func line(_ syntax: Syntax) -> (name: String, factor: Decimal128, offset: Decimal128)? {
        switch syntax.form {
        case .name(let name): return isUnknown(name) ? (name, .one, .zero) : nil
        case .typed(let inner, .number): return line(inner)
        case .negation(let operand):
            return line(operand).map { ($0.name, -$0.factor, -$0.offset) }
        case .arithmetic(let operation, let left, let right):
            switch operation {
            case .add, .subtract: return sum(operation, left, right)
            case .multiply:
                if let (name, factor, offset) = line(left), let number = constant(right)?.number {
                    return scaled(name, factor * number, offset * number)
                }
                guard let number = constant(left)?.number, let (name, factor, offset) = line(right) else { return nil }
                return scaled(name, factor * number, offset * number)
            case .divide:
                guard let (name, factor, offset) = line(left), let number = constant(right)?.number else { return nil }
                return scaled(name, factor / number, offset / number)
            case .power: return nil
            }
        default: return nil
        }
    }

    private func scaled(
        _ name: String, _ factor: Decimal128?, _ offset: Decimal128?
    ) -> (name: String, factor: Decimal128, offset: Decimal128)? {
        guard let factor, let offset, !factor.isZero else { return nil }
        return (name, factor, offset)
    }

    private func sum(
        _ operation: Syntax.Arithmetic, _ left: Syntax, _ right: Syntax
    ) -> (name: String, factor: Decimal128, offset: Decimal128)? {
        let sign: Decimal128 = operation == .add ? 1 : -1
        switch (line(left), line(right)) {
        case (let a?, let b?):
            guard a.name == b.name, let factor = b.factor * sign, let offset = b.offset * sign else { return nil }
            return scaled(a.name, a.factor + factor, a.offset + offset)
        case (let a?, nil):
            guard let number = constant(right)?.number, let offset = number * sign else { return nil }
            return scaled(a.name, a.factor, a.offset + offset)
        case (nil, let b?):
            guard let number = constant(left)?.number, let factor = b.factor * sign, let offset = b.offset * sign
            else { return nil }
            return scaled(b.name, factor, number + offset)
        case (nil, nil): return nil
        }
    }

    /// Where two sides, of which one or both are lines in the same fact, are equal.
    func threshold(_ left: Syntax, _ right: Syntax) -> (name: String, value: Decimal128)? {
        let a = line(left)
        let b = line(right)
        guard let name = a?.name ?? b?.name, (a?.name ?? name) == (b?.name ?? name) else { return nil }
        guard let leftOffset = a?.offset ?? constant(left)?.number else { return nil }
        guard let rightOffset = b?.offset ?? constant(right)?.number else { return nil }
        guard let factor = (a?.factor ?? .zero) - (b?.factor ?? .zero), !factor.isZero else { return nil }
        guard let gap = rightOffset - leftOffset, let value = gap / factor else { return nil }
        return (name, value)
    }

    // MARK: Tables

    /// A table taken apart: each rule's condition as an `and` of memberships.
    func table(_ syntax: Syntax) -> Table {
        let key = ObjectIdentifier(syntax)
        if let known = tables[key] { return known }
        guard case .table(let table) = syntax.form else {
            return Table(conditions: [], outputs: [], defaults: [], node: nil)
        }
        let outputs = table.rules.map { rule in
            rule.outputs.enumerated().map { column, output in
                table.outputs[column].type.map { Syntax(.typed(output, $0), at: output.position) } ?? output
            }
        }
        let whole = compiled(syntax)
        let found = Table(
            conditions: table.conditions(at: syntax.position), outputs: outputs,
            defaults: table.outputs.map(\.defaultEntry),
            node: whole.root as? TableNode)
        tables[key] = found
        return found
    }
}
