import Catalog
import FEEL
import Ledger
import Registry

/// A rule as a statement over the register itself, for registers too large to be read: only the people it finds leave the database.
struct RegisterQuery {
    /// Finds the next people after a place; `$1` is the day, `$2 … $5` the place and how many.
    let statement: Statement

    /// - Throws: what has no counterpart in SQL.
    init(_ scheme: Scheme, of schemes: Schemes, in register: Register, _ dialect: Dialect) throws(Uncompilable) {
        let facts = PopulationFacts(of: [scheme.rule], in: schemes.catalog)
        // The database cannot read what is sealed.
        if let sealed = facts.recorded.sorted().first(where: register.seals.isSealed) {
            throw Uncompilable(part: sealed)
        }
        let kinds = facts.kinds()
        let reader = TableConditionReader(
            kinds: kinds, constants: [Circumstances.dayName: schemes.value(Circumstances.dayName, [:])],
            derivations: facts.derived)
        let condition = try reader.condition(scheme.rule)
        try Self.check(condition, schemes.catalog)
        let columns = facts.recorded.sorted().compactMap { name in
            kinds[name].map { kind in
                ", \(Self.column(register.currentColumn(of: name, for: Offers.purpose, in: dialect), kind)) "
                    + "AS \(TableCondition.quoted(name))"
            }
        }
        statement = Statement(
            """
            SELECT p.id FROM (SELECT s.shard_key, s.id\(columns.joined()) FROM subject s WHERE s.kind = 'person') p
            WHERE \(condition.sql()) AND CAST($1 AS BIGINT) IS NOT NULL AND (p.shard_key > $2 OR p.shard_key = $3 AND p.id > $4)
            ORDER BY p.shard_key, p.id LIMIT $5
            """)
    }

    /// The JSON text of a fact as its kind is compared.
    private static func column(_ json: String, _ kind: FactKind) -> String {
        switch kind {
        // Texts stay as JSON writes them, which is one way of writing each.
        case .text:
            "(SELECT CASE WHEN substr(j.v, 1, 1) = '\"' THEN substr(j.v, 2, length(j.v) - 2) END FROM (SELECT \(json) AS v) j)"
        case .dayText:
            "(SELECT CASE WHEN substr(j.v, 1, 1) = '\"' AND length(j.v) = 12 THEN substr(j.v, 2, 10) END FROM (SELECT \(json) AS v) j)"
        case .truth: "(CASE \(json) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)"
        case .number(let scale):
            """
            (SELECT CASE WHEN substr(j.v, 1, 1) IN ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9') \
            THEN round(CAST(j.v AS NUMERIC) * 1\(String(repeating: "0", count: scale))) END FROM (SELECT \(json) AS v) j)
            """
        case .day: json
        }
    }

    /// Refuses what reads differently in JSON: literals that are escaped, and parts of free texts, which may be.
    private static func check(_ condition: TableCondition, _ catalog: Catalog) throws(Uncompilable) {
        switch condition {
        case .constant, .isNull: break
        case .compare(_, let left, let right):
            for term in [left, right] {
                switch term {
                case .literal(let literal): try check(literal)
                case .part(let name, _, _):
                    switch catalog.elements[ElementCode(name)]?.type {
                    case .region?, .creditCode?, .citizenID?, .code?, .phone?, .bankCard?: break
                    default: throw Uncompilable(part: "substring(\(name))")
                    }
                case .column: break
                }
            }
        case .member(_, let literals): for literal in literals { try check(literal) }
        case .not(let inner): try check(inner, catalog)
        case .all(let parts), .any(let parts): for part in parts { try check(part, catalog) }
        case .choice(let condition, let then, let otherwise):
            for part in [condition, then, otherwise] { try check(part, catalog) }
        }
    }

    private static func check(_ literal: TableCondition.Literal) throws(Uncompilable) {
        guard case .text(let text) = literal, JSON.string(text).encodedText != "\"\(text)\"" else { return }
        throw Uncompilable(part: "\"\(text)\"")
    }
}
