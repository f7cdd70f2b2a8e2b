extension Builtins {
    static let lists: [Builtin] = listQuestions + listChanges + listStatistics

    private static let listQuestions: [Builtin] = [
        Builtin("list contains(list: list, element: Any)") { arguments, _ in
            .boolean(elements(arguments).contains { $0.equals(arguments[1]) == true })
        },
        Builtin("count(list: list)") { arguments, _ in .number(elements(arguments).count) },
        Builtin("count(c: Any...)") { arguments, _ in .number(arguments.count) },
        Builtin("index of(list: list, match: Any)") { arguments, _ in
            .list(
                elements(arguments).enumerated().filter { $0.element.equals(arguments[1]) == true }
                    .map { .number($0.offset + 1) })
        },
        Builtin("sublist(list: list, start position: number, length?: number)") { arguments, _ in
            let list = elements(arguments)
            guard let start = whole(arguments[1]), start != 0, start.magnitude <= UInt(list.count) else { return .null }
            let from = start > 0 ? start - 1 : list.count + start
            var count = list.count - from
            if arguments.count > 2 {
                guard let length = whole(arguments[2]), length >= 1, length <= count else { return .null }
                count = length
            }
            return .list(Array(list[from..<from + count]))
        },
        Builtin("reverse(list: list)") { arguments, _ in .list(elements(arguments).reversed()) },
        Builtin("distinct values(list: list)") { arguments, machine in distinct(elements(arguments), &machine) },
        Builtin("flatten(list: list)") { arguments, machine in
            var result: [Value] = []
            flatten(elements(arguments), into: &result, &machine)
            return machine.isStopped ? .null : .list(result)
        },
    ]

    private static let listChanges: [Builtin] = [
        Builtin("append(list: list?, item: Any...)") { arguments, machine in
            guard machine.spend((arguments[0].list?.count ?? 0) / 16) else { return .null }
            return .list((arguments[0].list ?? [.null]) + arguments.dropFirst())
        },
        Builtin("concatenate(list: list...)") { arguments, machine in
            let result = arguments.flatMap { $0.list ?? [] }
            return machine.spend(result.count / 16) ? .list(result) : .null
        },
        Builtin("union(list: list...)") { arguments, machine in
            distinct(arguments.flatMap { $0.list ?? [] }, &machine)
        },
        Builtin("insert before(list: list, position: number, newItem: Any)") { arguments, _ in
            var list = elements(arguments)
            guard let place = place(arguments[1], in: list) else { return .null }
            list.insert(arguments[2], at: place)
            return .list(list)
        },
        Builtin("remove(list: list, position: number)") { arguments, _ in
            var list = elements(arguments)
            guard let place = place(arguments[1], in: list) else { return .null }
            list.remove(at: place)
            return .list(list)
        },
        Builtin("list replace(list: list, position: number, newItem: Any)") { arguments, _ in
            var list = elements(arguments)
            guard arguments[1].number?.isInteger == true, let place = place(arguments[1], in: list) else {
                return .null
            }
            list[place] = arguments[2]
            return .list(list)
        },
        Builtin("list replace(list: list, match: function, newItem: Any)") { arguments, machine in
            guard case .function(let match) = arguments[1] else { return .null }
            var list = elements(arguments)
            for index in list.indices {
                guard let found = machine.call(match, [list[index], arguments[2]]).boolean else { return .null }
                if found { list[index] = arguments[2] }
            }
            return .list(list)
        },
        Builtin("sort(list: list, precedes: function)") { arguments, machine in
            guard case .function(let precedes) = arguments[1] else { return .null }
            return sorted(elements(arguments), &machine) { $0.call(precedes, [$1, $2]).boolean }
        },
        Builtin("sort(list: list)") { arguments, machine in
            sorted(elements(arguments), &machine) { $1.order(to: $2).map { $0 < 0 } }
        },
    ]

    private static func elements(_ arguments: [Value]) -> [Value] { arguments[0].list ?? [] }

    private static func whole(_ value: Value) -> Int? { value.number?.rounded(to: 0, .down)?.integer }

    /// A position from 1, or from the end with −1, as an index.
    private static func place(_ value: Value, in list: [Value]) -> Int? {
        guard let position = whole(value), position != 0, position.magnitude <= UInt(list.count) else { return nil }
        return position > 0 ? position - 1 : list.count + position
    }

    private static func distinct(_ values: [Value], _ machine: inout Machine) -> Value {
        var kept: [Value] = []
        for value in values {
            guard machine.spend(1 + kept.count / 16) else { return .null }
            if !kept.contains(where: { $0.equals(value) == true }) { kept.append(value) }
        }
        return .list(kept)
    }

    private static func flatten(_ values: [Value], into result: inout [Value], _ machine: inout Machine) {
        for value in values {
            guard machine.spend() else { return }
            if case .list(let inner) = value { flatten(inner, into: &result, &machine) } else { result.append(value) }
        }
    }

    /// A stable merge sort; `null` as soon as the order of two elements is unknown.
    private static func sorted(
        _ values: [Value], _ machine: inout Machine, _ precedes: (inout Machine, Value, Value) -> Bool?
    ) -> Value {
        func sort(_ slice: ArraySlice<Value>, _ machine: inout Machine) -> [Value]? {
            guard slice.count > 1 else { return Array(slice) }
            let middle = slice.startIndex + slice.count / 2
            guard let left = sort(slice[..<middle], &machine), let right = sort(slice[middle...], &machine) else {
                return nil
            }
            var merged: [Value] = []
            merged.reserveCapacity(slice.count)
            var i = 0
            var j = 0
            while i < left.count, j < right.count {
                guard machine.spend(), let swap = precedes(&machine, right[j], left[i]) else { return nil }
                if swap {
                    merged.append(right[j])
                    j += 1
                } else {
                    merged.append(left[i])
                    i += 1
                }
            }
            return merged + left[i...] + right[j...]
        }
        return sort(values[...], &machine).map { .list($0) } ?? .null
    }
}
