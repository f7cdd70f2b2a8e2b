#!/usr/bin/env python3
"""Runs the rules that `lianban bench rules` wrote through other engines, on the same people and two threads.

    engines.py FOLDER   ->  {"polars": {"people_per_second": …, "agree": true}, "duckdb": …, "openfisca": …, "zen": …}

Before a rate is taken every engine gives, for each rule, how many people it holds for and the sum of their row numbers; both must
be those in the manifest.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "2"

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

RUNS = 5
#: zen-engine decides one person at a time; so many are enough to know its rate.
SINGLE = 2_000
TYPES = {8: np.int8, 16: np.int16, 32: np.int32}
OPERATIONS = {"=": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}


class People:
    def __init__(self, folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        self.count, self.rules = manifest["people"], manifest["rules"]
        self.counts, self.sums = manifest["counts"], manifest["sums"]
        self.columns, self.texts = {}, {}
        for column in manifest["columns"]:
            name = column["name"]
            self.columns[name] = np.fromfile(folder / f"{name}.bin", dtype=TYPES[column["bits"]])
            if column.get("texts"):
                self.texts[name] = {text: code for code, text in enumerate(column["texts"])}

    def null(self, name):
        return np.iinfo(self.columns[name].dtype).min

    def code(self, name, literal):
        """A text as its code in the column; one that does not occur as a code that nobody has."""
        return self.texts[name].get(literal, -1) if isinstance(literal, str) else literal

    def median(self, action):
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            action()
            times.append(time.perf_counter() - began)
        return self.count / sorted(times)[len(times) // 2]


def names(condition):
    if condition[0] in ("null", "in", "column"):
        return {condition[1]}
    return set().union(*(names(part) for part in condition[1:] if isinstance(part, list))) if len(condition) > 1 else set()


def side(people, condition, term, column, constant):
    """One side of a comparison; a literal is read in the terms of the column on the other side."""
    if term[0] == "column":
        return column(term[1]) if term[2] == 1 else column(term[1]) * term[2]
    other = next(iter(names(condition)), None)
    return constant(people.code(other, term[1]))


# polars ---------------------------------------------------------------------------------------------------------------


def polars_expression(people, c):
    kind = c[0]
    if kind == "constant":
        return pl.lit(c[1], dtype=pl.Boolean)
    if kind == "null":
        return pl.col(c[1]).is_null()
    if kind == "in":
        return pl.col(c[1]).is_in([people.code(c[1], value) for value in c[2]])
    if kind == "not":
        return ~polars_expression(people, c[1])
    if kind in ("and", "or"):
        parts = [polars_expression(people, part) for part in c[1:]]
        return (pl.all_horizontal if kind == "and" else pl.any_horizontal)(parts)
    if kind == "if":
        test, then, otherwise = (polars_expression(people, part) for part in c[1:])
        return pl.when(test).then(then).otherwise(otherwise)
    left, right = (side(people, c, term, pl.col, lambda v: v) for term in c[1:])
    return getattr(left, OPERATIONS[kind])(right)


def polars(people):
    frame = pl.DataFrame({
        name: pl.Series(name, values).set(pl.Series(values == people.null(name)), None) for name, values in people.columns.items()
    }).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    rules = [polars_expression(people, rule["condition"]) for rule in people.rules]
    lazy = frame.lazy()
    numbers = lazy.select(*[pl.col("row").filter(r).sum().alias(f"s{i}") for i, r in enumerate(rules)]).collect().row(0)
    query = lazy.select(*[r.sum().alias(f"r{i}") for i, r in enumerate(rules)])
    counts = query.collect().row(0)
    rates = {engine: people.median(lambda: query.collect(engine=engine)) for engine in ("in-memory", "streaming")}
    say(f"polars: {rates}")
    return list(counts), list(numbers), max(rates.values())


# DuckDB ---------------------------------------------------------------------------------------------------------------


def duckdb_text(people, c):
    kind = c[0]
    if kind == "constant":
        return {True: "TRUE", False: "FALSE", None: "NULL::BOOLEAN"}[c[1]]
    if kind == "null":
        return f"({c[1]} IS NULL)"
    if kind == "in":
        return f"({c[1]} IN ({', '.join(str(people.code(c[1], value)) for value in c[2])}))"
    if kind == "not":
        return f"(NOT {duckdb_text(people, c[1])})"
    if kind in ("and", "or"):
        return "(" + f" {kind.upper()} ".join(duckdb_text(people, part) for part in c[1:]) + ")"
    if kind == "if":
        test, then, otherwise = (duckdb_text(people, part) for part in c[1:])
        return f"(CASE WHEN {test} THEN {then} ELSE {otherwise} END)"
    left, right = c[1:]

    def text(term):
        if term[0] == "column":
            return term[1] if term[2] == 1 else f"{term[1]}::BIGINT * {term[2]}"
        return str(people.code(next(iter(names(c)), None), term[1]))

    return f"({text(left)} {'<>' if kind == '!=' else kind} {text(right)})"


def duckdb_rates(people):
    base = duckdb.connect(config={"threads": 2})
    arrays = {**people.columns, "row_number": np.arange(people.count, dtype=np.int64)}  # noqa: F841
    columns = ", ".join(f"nullif({name}, {people.null(name)}) AS {name}" for name in people.columns)
    base.execute(f"CREATE TABLE people AS SELECT row_number, {columns} FROM arrays")
    rules = [duckdb_text(people, rule["condition"]) for rule in people.rules]
    counting = "SELECT " + ", ".join(f"sum(CASE WHEN {r} THEN 1 ELSE 0 END)" for r in rules) + " FROM people"
    numbers = base.execute("SELECT " + ", ".join(f"sum(CASE WHEN {r} THEN row_number ELSE 0 END)" for r in rules) + " FROM people").fetchone()
    counts = base.execute(counting).fetchone()
    rate = people.median(lambda: base.execute(counting).fetchone())
    return [int(v) for v in counts], [int(v) for v in numbers], rate


# numpy, as OpenFisca's formulas use it: where a condition is true, and where it is false ---------------------------------


def truths(people, c, column):
    """Two arrays (or single truths): where the condition is true, where it is false."""
    kind = c[0]
    if kind == "constant":
        return c[1] is True, c[1] is False
    if kind == "null":
        missing = column(c[1]) == people.null(c[1])
        return missing, ~missing
    if kind == "not":
        true, false = truths(people, c[1], column)
        return false, true
    if kind in ("and", "or"):
        first, *others = (truths(people, part, column) for part in c[1:])
        true, false = first
        for other in others:
            true, false = (true & other[0], false | other[1]) if kind == "and" else (true | other[0], false & other[1])
        return true, false
    if kind == "if":
        test, _ = truths(people, c[1], column)
        then, otherwise = truths(people, c[2], column), truths(people, c[3], column)
        return (test & then[0]) | (~test & otherwise[0]), (test & then[1]) | (~test & otherwise[1])
    if kind == "in":
        values = column(c[1])
        known = values != people.null(c[1])
        inside = np.isin(values, [people.code(c[1], value) for value in c[2]])
        return inside & known, ~inside & known
    known = True
    for name in names(c):
        known = known & (column(name) != people.null(name))
    left, right = (
        side(people, c, term, lambda n: column(n) if term[2] == 1 else column(n).astype(np.int64), lambda v: v) for term in c[1:])
    holds = getattr(np, {"=": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}[kind])(left, right)
    return holds & known, ~holds & known


def openfisca(people):
    from openfisca_core import periods
    from openfisca_core.entities import build_entity
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="people", label="", is_person=True)
    system = TaxBenefitSystem([person])

    def variable(name, value_type, formula=None):
        body = {"value_type": value_type, "entity": person, "definition_period": periods.DateUnit.YEAR, "label": name}
        if formula:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    def formula(condition):
        return lambda entity, period: truths(people, condition, lambda name: entity(name, period))[0]

    for name in people.columns:
        variable(name, int)
    for index, rule in enumerate(people.rules):
        variable(f"rule_{index}", bool, formula(rule["condition"]))

    def part(start, end, numbers=False):
        simulation = SimulationBuilder().build_default_simulation(system, count=end - start)
        for name, values in people.columns.items():
            simulation.set_input(name, "2024", values[start:end])
        rows = np.arange(start, end)

        def calculate():
            found = [simulation.calculate(f"rule_{i}", "2024") for i in range(len(people.rules))]
            return [int(f.sum()) for f in found], [int(rows[f].sum()) for f in found] if numbers else None

        def forget():
            for i in range(len(people.rules)):
                simulation.delete_arrays(f"rule_{i}")
        return calculate, forget

    half = people.count // 2
    with ThreadPoolExecutor(2) as pool:
        parts = [part(0, half, True), part(half, people.count, True)]
        answers = list(pool.map(lambda p: p[0](), parts))
        counts = [a + b for a, b in zip(answers[0][0], answers[1][0])]
        numbers = [a + b for a, b in zip(answers[0][1], answers[1][1])]
        times = []
        parts = [part(0, half), part(half, people.count)]
        for _ in range(3):
            began = time.perf_counter()
            list(pool.map(lambda p: p[0](), parts))
            times.append(time.perf_counter() - began)
            for calculate, forget in parts:
                forget()
    return counts, numbers, people.count / sorted(times)[1]


# zen-engine -------------------------------------------------------------------------------------------------------------


def zen_text(people, c):
    kind = c[0]
    if kind == "constant":
        return "true" if c[1] else "false"
    if kind == "null":
        return f"({c[1]} == null)"
    if kind == "not":
        raise ValueError("only truths are written; see zen_truth")
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(zen_text(people, part) for part in c[1:]) + ")"
    if kind == "in":
        return f"({c[1]} in [{', '.join(str(people.code(c[1], value)) for value in c[2])}])"
    if kind == "if":
        test, then, otherwise = (zen_text(people, part) for part in c[1:])
        return f"({test} ? {then} : {otherwise})"

    def text(term):
        if term[0] == "column":
            return term[1] if term[2] == 1 else f"{term[1]} * {term[2]}"
        return str(people.code(next(iter(names(c)), None), term[1]))

    known = " and ".join(f"{name} != null" for name in sorted(names(c)))
    return f"({known} and {text(c[1])} {'==' if kind == '=' else kind} {text(c[2])})"


def zen_truth(c, wanted=True):
    """The condition without `not`: true where the other is true (or false, when that is wanted), and never null."""
    kind = c[0]
    if kind == "constant":
        return ["constant", c[1] is wanted]
    if kind == "not":
        return zen_truth(c[1], not wanted)
    if kind in ("and", "or"):
        turned = kind if wanted else {"and": "or", "or": "and"}[kind]
        return [turned] + [zen_truth(part, wanted) for part in c[1:]]
    if kind == "if":
        return ["if", zen_truth(c[1]), zen_truth(c[2], wanted), zen_truth(c[3], wanted)]
    if wanted:
        return c
    if kind == "null":
        return ["known", c[1]]
    if kind == "in":
        return ["outside", c[1], c[2]]
    return [{"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}[kind]] + c[1:]


def zen(people):
    from zen import ZenEngine

    def text(c):
        if c[0] == "known":
            return f"({c[1]} != null)"
        if c[0] == "outside":
            return f"({c[1]} != null and not ({zen_text(people, ['in'] + c[1:])}))"
        if c[0] in ("and", "or"):
            return "(" + f" {c[0]} ".join(text(part) for part in c[1:]) + ")"
        if c[0] == "if":
            return f"({text(c[1])} ? {text(c[2])} : {text(c[3])})"
        return zen_text(people, c)

    expressions = [
        {"id": f"e{i}", "key": f"rule_{i}", "value": text(zen_truth(rule["condition"]))} for i, rule in enumerate(people.rules)]
    model = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {"id": "rules", "type": "expressionNode", "name": "rules", "position": {"x": 1, "y": 0},
             "content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}}],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"}]}
    decision = ZenEngine().create_decision(json.dumps(model))
    rows = [int(row) for row in np.linspace(0, people.count - 1, min(SINGLE, people.count))]
    facts = [
        {name: None if values[row] == people.null(name) else int(values[row]) for name, values in people.columns.items()}
        for row in rows]
    began = time.perf_counter()
    answers = [decision.evaluate(fact)["result"] for fact in facts]
    rate = len(rows) / (time.perf_counter() - began)
    sample = {name: values[rows] for name, values in people.columns.items()}
    for index, rule in enumerate(people.rules):
        true, _ = truths(people, rule["condition"], sample.__getitem__)
        expected = np.broadcast_to(true, len(rows))
        if [bool(answer[f"rule_{index}"]) for answer in answers] != [bool(value) for value in expected]:
            say(f"zen differs on {rule['name']}")
            return None, None, rate
    return people.counts, people.sums, rate


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    people = People(Path(sys.argv[1]))
    answer = {}
    for name, engine in (("polars", polars), ("duckdb", duckdb_rates), ("openfisca", openfisca), ("zen", zen)):
        try:
            counts, numbers, rate = engine(people)
        except Exception as problem:  # A peer that fails is left out, and said to be.
            say(f"{name}: {type(problem).__name__}: {problem}")
            continue
        agree = counts == people.counts and numbers == people.sums
        if not agree and counts:
            wrong = [rule["name"] for rule, a, b in zip(people.rules, counts, people.counts) if a != b]
            say(f"{name} differs on {wrong}")
        say(f"{name}: {rate / 1e6:.3f} million people/s, agree: {agree}")
        answer[name] = {"people_per_second": int(rate), "agree": agree}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
