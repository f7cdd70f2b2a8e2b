"""Taking over the data of the version before, and going back to a chosen second."""
import copy
import glob
import json
import os
import random
import re
import shutil
import subprocess
import time

from blows import finish, shim
from world import CATALOG, Broken, Load, Place, Skipped, free_port, recount


def previous():
    """The program and the catalog of the version before, from the folder that LIANBAN_PREVIOUS names: a checkout of that version
    with its build, or a folder with `lianban` and `catalog`."""
    folder = os.environ.get("LIANBAN_PREVIOUS")
    if not folder:
        raise Skipped("LIANBAN_PREVIOUS names no folder of the version before")
    builds = ("lianban", ".build-release/release/lianban", ".build/release/lianban", ".build/debug/lianban")
    programs = [os.path.join(folder, name) for name in builds]
    program = next((path for path in programs if os.access(path, os.X_OK)), None)
    catalog = os.path.join(folder, "catalog")
    if program is None or not os.path.isdir(catalog):
        raise Broken(f"{folder} needs a program (lianban, or a build) and a folder catalog")
    return os.path.abspath(program), os.path.abspath(catalog)


def old_installation(world, make):
    """An installation of the version before. Gives its program, its place, and the place as the new version sees it."""
    program, catalog = previous()
    new, world.program = world.program, program
    try:
        place = make(catalog)
        world.template = world.usual = json.loads(world.lianban("catalog", "sample", "--catalog", catalog))
    finally:
        world.program = new
    upgraded = copy.copy(place)
    upgraded.catalog = CATALOG
    return program, place, upgraded


def node_of(world, place, program):
    node = world.node(place)
    node.program = program
    return node


def migrations(place):
    return {row[0] for row in place.rows("SELECT name FROM migration")}


# --- What can be undone from outside, so that a file looks as it did before.

STATEMENT = re.compile(r"^(CREATE (?:UNIQUE )?(TABLE|INDEX) (\w+)|ALTER TABLE (\w+) ADD COLUMN (\w+))", re.IGNORECASE)


def undoing(text, place):
    """The statements that undo a migration without losing anything, or nothing when that cannot be done: indices, tables
    without a row and columns without a value go; whatever else a migration may do stays."""
    statements = []
    for part in filter(None, (part.strip() for part in text.replace("/*CLUSTERED*/", "").split(";"))):
        match = STATEMENT.match(part)
        if not match:
            return []
        _, kind, name, table, column = match.groups()
        if column:
            if int(place.rows(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")[0][0]):
                return []
            statements.append(f"ALTER TABLE {table} DROP COLUMN {column}")
        elif kind.upper() == "TABLE":
            if int(place.rows(f"SELECT count(*) FROM {name}")[0][0]):
                return []
            statements.append(f"DROP TABLE {name}")
        else:
            base = re.search(r" ON (\w+)", part).group(1)
            if not re.search(rf"CREATE TABLE {base}\b", text):
                statements.append(f"DROP INDEX {name}")
    return statements[::-1]


def undo(world, place):
    """Takes an installation back by every migration that can be undone. Gives their names."""
    texts = dict(place.rows("SELECT name, replace(replace(sql_text, char(10), ' '), char(13), ' ') FROM migration"
                            if not place.database else
                            "SELECT name, replace(replace(sql_text, chr(10), ' '), chr(13), ' ') FROM migration"))
    ways = {name: undoing(text, place) for name, text in texts.items()}
    ways = {name: way for name, way in ways.items() if way}
    # What another migration that stays has built upon stays too.
    while True:
        kept = " ".join(text for name, text in texts.items() if name not in ways)
        bound = [name for name, way in ways.items()
                 if any(re.search(rf"\b{statement.split()[2]}\b", kept) for statement in way if "DROP TABLE" in statement)]
        if not bound:
            break
        for name in bound:
            del ways[name]
    for name in sorted(ways, reverse=True):
        # A later one may stand on an earlier one's table.
        ways[name] = [statement for statement in ways[name]
                      if "DROP TABLE" in statement or not any(f"DROP TABLE {statement.split()[2]}" in other
                                                              for other in ways.values())]
    statements = [statement for way in ways.values() for statement in way]
    statements.sort(key=lambda statement: statement.startswith("DROP TABLE"))
    if place.database:
        # Tables that point at each other go in any order.
        statements = [statement + " CASCADE" if statement.startswith("DROP TABLE") else statement for statement in statements]
    names = ", ".join(f"'{name}'" for name in ways)
    place.change(statements + [f"DELETE FROM migration WHERE name IN ({names})"])
    return set(ways)


# --- Killing while it migrates.

def die_at_writes(world, place, pending, rounds):
    """The new version dies in its 1st, 2nd, 3rd … and then ever later writes to the data file, half of the bytes written, until it
    comes through.
    Gives how many migrations had been recorded after each death."""
    switch = os.path.join(world.folder, "switch")
    open(switch, "w", encoding="utf-8").close()
    seen = []
    for index in range(rounds):
        process = subprocess.Popen(["env", world.program, "serve", *place.arguments, "--port", "0", "--json"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, **shim(world, switch, "die", index + 1 if index < 20 else round(20 * 1.12 ** (index - 19)))})
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < 20:
            if not pending - migrations(place):
                # It has come through; from here on other tests kill it.
                process.kill()
            time.sleep(0.02)
        process.kill()
        process.wait()
        seen.append(len(pending & migrations(place)))
        if seen[-1] == len(pending):
            break
    os.remove(switch)
    return seen


def kill_between(world, place, pending, rounds):
    """The new version, and every second time the database too, is killed when it has come to a migration that somebody else is
    in the middle of, so that it has done some and not others. Gives how many had been recorded after each death."""
    database, seen = place.database, []
    for index in range(rounds):
        left = sorted(pending - migrations(place))
        if not left:
            break
        # Another node that has begun this one, and hangs.
        other = subprocess.Popen(["psql", f"postgres://postgres@127.0.0.1:{database.port}/postgres", "-XAtq"], text=True,
                                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        other.stdin.write(f"BEGIN; INSERT INTO migration VALUES ('{random.choice(left)}', 'somebody else is at it');\n")
        other.stdin.flush()
        time.sleep(0.3)
        process = subprocess.Popen([world.program, "serve", *place.arguments, "--port", "0", "--json"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        began = time.monotonic()
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while process.poll() is None and time.monotonic() - began < 20 and place.rows(waits)[0][0] == "0":
            time.sleep(0.05)
        if index % 2:
            database.kill()
        process.kill()
        process.wait()
        other.kill()
        other.wait()
        if index % 2:
            database.start()
        time.sleep(0.2)
        seen.append(len(pending & migrations(place)))
    return seen


def judge(place, pending, seen):
    problems = []
    if pending - migrations(place):
        problems.append(f"never migrated: {', '.join(sorted(pending - migrations(place)))}")
    if not pending:
        problems.append("there was nothing to migrate, so nothing is shown")
    if len(pending) > 1 and not any(0 < count < len(pending) for count in seen):
        problems.append(f"it never died between two of {len(pending)} migrations: {seen}")
    if len(pending) == 1 and 0 not in seen:
        problems.append(f"it never died within its only migration: {seen}")
    return problems


def migration_killed(world, place, rounds, killing):
    """A filled installation is taken back by some migrations; the program is killed again and again while it migrates, and then
    serves as if nothing had been."""
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.play(3)
    node.stop()
    pending = undo(world, place)
    seen = killing(world, place, pending, rounds)
    worst = node.start()
    problems = judge(place, pending, seen)
    load.start()
    time.sleep(1)
    load.stop()
    return len(seen), problems + finish(world, place, load, [node], 10), round(worst * 1000)


def migration_killed_sqlite(world, rounds):
    return migration_killed(world, world.sqlite(), rounds, die_at_writes)


def migration_killed_postgres(world, rounds):
    return migration_killed(world, world.postgres(), rounds, kill_between)


# --- The version before.

def upgrade_sqlite(world, rounds):
    """The old version is stopped under load; the new one dies again and again while it upgrades, then serves."""
    program, old, new = old_installation(world, lambda catalog: world.sqlite(catalog=catalog))
    node = node_of(world, old, program)
    node.start()
    load = Load(world, [node])
    load.start()
    time.sleep(2)
    node.stop()
    before = migrations(old)
    # What the new version adds is known from an installation that begins with it.
    fresh = world.sqlite(world.subfolder("fresh"))
    pending = migrations(fresh) - before
    began = time.monotonic()
    seen = die_at_writes(world, new, pending, rounds)
    successor = world.node(new)
    successor.port = node.port
    successor.start()
    outage = time.monotonic() - began
    time.sleep(1)
    load.stop()
    load.nodes = [successor]
    return len(seen), finish(world, new, load, [successor], 10) + judge(new, pending, seen), round(outage * 1000)


def upgrade_postgres(world, rounds):
    """Two nodes of the old version on one database; one after the other is replaced while applicants keep coming."""
    program, old, new = old_installation(world, lambda catalog: world.postgres(catalog=catalog))
    nodes = [node_of(world, old, program) for _ in range(2)]
    for node in nodes:
        node.start()
    load = Load(world, list(nodes))
    load.start()
    before = migrations(old)
    pending = migrations(world.sqlite(world.subfolder("fresh"))) - before
    seen, fresh = [], []
    for index, node in enumerate(nodes):
        time.sleep(1)
        # The new version upgrades the tables while the old one still works on them.
        if index == 0:
            seen = kill_between(world, new, pending, rounds)
        replacement = world.node(new)
        replacement.start()
        fresh.append(replacement)
        load.nodes[index] = replacement
        time.sleep(0.5)
        node.stop()
    time.sleep(1)
    load.stop()
    return len(seen), finish(world, new, load, fresh, 10) + judge(new, pending, seen), load.worst_outage


def restored_to_a_second(world, rounds):
    """A base backup and archived WAL bring the database back to the chosen second, and everything acknowledged by then."""
    archive = os.path.join(world.folder, "archive")
    os.mkdir(archive)
    if os.getuid() == 0:
        shutil.chown(archive, "postgres", "postgres")
    place = world.postgres(["archive_mode = on", f"archive_command = 'cp %p {archive}/%f'", "wal_level = replica", "max_wal_senders = 4"])
    database = place.database
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    problems, worst = [], 0
    for index in range(rounds):
        base = os.path.join(database.folder, f"base-{index}")
        load.start()
        time.sleep(0.7)
        database.run("pg_basebackup", "-D", base, "-h", "127.0.0.1", "-p", str(database.port), "-U", "postgres", "-c", "fast", "-X", "none")
        time.sleep(0.7)
        load.stop()
        load.settle()
        known = set(load.acknowledged.values())
        time.sleep(1.1)
        second = database.rows("SELECT now()")[0][0]
        # The keys, and the checkpoints of that time: a later one says, rightly, that entries are gone.
        kept = os.path.join(world.folder, f"kept-{index}")
        os.mkdir(kept)
        for name in glob.glob(place.key + "*"):
            shutil.copy(name, kept)
        time.sleep(1.1)
        load.play(1)
        late = set(load.acknowledged.values()) - known
        database.rows("SELECT pg_switch_wal()")
        # The last segment is archived when its successor is in use.
        database.rows("CREATE TABLE IF NOT EXISTS marker (n BIGINT); INSERT INTO marker VALUES (1); SELECT pg_switch_wal();")
        for _ in range(100):
            if database.rows("SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal IS NOT NULL")[0][0] == "1":
                break
            time.sleep(0.1)
        time.sleep(1)
        began = time.monotonic()
        port = free_port()
        with open(os.path.join(base, "postgresql.auto.conf"), "a", encoding="utf-8") as file:
            file.write(f"port = {port}\narchive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n"
                       f"recovery_target_time = '{second}'\nrecovery_target_action = 'promote'\n")
        with open(os.path.join(base, "recovery.signal"), "w", encoding="utf-8"):
            pass
        if os.getuid() == 0:
            shutil.chown(os.path.join(base, "recovery.signal"), "postgres", "postgres")
        database.run("pg_ctl", "-D", base, "-l", os.path.join(database.folder, f"log-{index}"), "-w", "-s", "start")
        restored = type(database).__new__(type(database))
        restored.__dict__.update(database.__dict__)
        restored.port, restored.data = port, base
        world.ending.append(restored.stop)
        key = os.path.join(kept, os.path.basename(place.key))
        again = Place(f"postgres://postgres@127.0.0.1:{port}/postgres", key, database=restored)
        for _ in range(200):
            if restored.rows("SELECT pg_is_in_recovery()")[0][0] == "f":
                break
            time.sleep(0.05)
        found = json.loads(world.lianban("verify", "--json", *again.arguments, accept=(0, 1)))
        worst = max(worst, round(1000 * (time.monotonic() - began)))
        problems += [f"verify after the restore: {violation['code']} {violation['message']}" for violation in found["found"]]
        stored = {row[0] for row in restored.rows("SELECT number FROM case_file")}
        if known - stored:
            problems.append(f"{len(known - stored)} acknowledged before {second} are not in the restored database")
        if late & stored:
            problems.append(f"{len(late & stored)} that came after {second} are in the restored database")
        if not late or not known:
            problems.append("nothing was taken in before or after the second")
        served = world.node(again)
        served.start()
        if served.get("/readyz") != 200:
            problems.append("the restored database cannot be served")
        served.stop()
        restored.stop()
    node.stop()
    return rounds, problems + recount(world, place, load), worst
