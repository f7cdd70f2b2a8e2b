final class ArithmeticNode: Node, @unchecked Sendable {
    let operation: Syntax.Arithmetic
    let left: Node
    let right: Node

    init(_ operation: Syntax.Arithmetic, _ left: Node, _ right: Node) {
        self.operation = operation
        self.left = left
        self.right = right
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        let left = left.evaluate(&machine)
        let right = right.evaluate(&machine)
        if case .number(let a) = left, case .number(let b) = right {
            let result =
                switch operation {
                case .add: a + b
                case .subtract: a - b
                case .multiply: a * b
                case .divide: a / b
                case .power: a.power(b)
                }
            return result.map { .number($0) } ?? .null
        }
        if case .string(let a) = left, case .string(let b) = right, operation == .add {
            guard machine.spend((a.utf8.count + b.utf8.count) / 64) else { return .null }
            return .string(a + b)
        }
        return TemporalArithmetic.result(operation, left, right)
    }
}

final class NegationNode: Node, @unchecked Sendable {
    let operand: Node
    init(_ operand: Node) { self.operand = operand }

    override func evaluate(_ machine: inout Machine) -> Value {
        switch operand.evaluate(&machine) {
        case .number(let number): .number(-number)
        case .daysDuration(let duration):
            DaysDuration(totalNanoseconds: -duration.totalNanoseconds).map { .daysDuration($0) } ?? .null
        case .monthsDuration(let duration): .monthsDuration(MonthsDuration(months: -duration.months))
        default: .null
        }
    }
}
