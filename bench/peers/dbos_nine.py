"""DBOS: a durable workflow of nine steps. `dbos_nine.py URL NAME WORKFLOWS THREADS SECONDS`"""

import os
import sys

import sqlalchemy
from dbos import DBOS

from pace import ITEMS, measure, result_of

url, name, workflows, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
dbos = DBOS(
    config={
        "name": "nine-items", "system_database_url": url, "executor_id": name, "application_version": "1",
        "log_level": "ERROR", "enable_otlp": False,
    })


@DBOS.step()
def handle(item, application):
    return result_of(item, application)


@DBOS.workflow()
def nine_items(application):
    return [handle(item, application)["decision"] for item in ITEMS]


def one(serial):
    decisions = nine_items(f"{name}-{serial}")
    if decisions != ["granted"] * len(ITEMS):
        raise ValueError(f"unexpected decisions {decisions}")


def facts():
    """What DBOS's own connections are set to, and how many steps the store holds."""
    engine = dbos._sys_db.engine
    with engine.connect() as connection:
        def ask(text):
            return connection.execute(sqlalchemy.text(text)).scalar()

        if engine.dialect.name == "sqlite":
            told = {"journal_mode": ask("PRAGMA journal_mode"), "synchronous": ask("PRAGMA synchronous")}
            table = "operation_outputs"
        else:
            told = {key: ask(f"SHOW {key}") for key in ("server_version", "fsync", "synchronous_commit")}
            table = "dbos.operation_outputs"
        told["steps_stored"] = ask(f"SELECT count(*) FROM {table}")
        return told


DBOS.launch()
measure(one, workflows, threads, seconds, facts)
sys.stdout.flush()
# Background pollers of DBOS may take seconds to leave; everything measured is already committed.
os._exit(0)
