"""Taking over the data of the version before, and going back to a chosen second."""
import json
import os
import random
import shutil
import subprocess
import time

from blows import finish
from world import Broken, Load, Node, Place, Skipped, free_port, recount


def previous(world):
    """The program of the version before: built elsewhere and named in LIANBAN_PREVIOUS."""
    program = os.environ.get("LIANBAN_PREVIOUS")
    if not program:
        raise Skipped("LIANBAN_PREVIOUS names no program of the version before")
    if not os.access(program, os.X_OK):
        raise Broken(f"{program} is no program")
    return os.path.abspath(program)


def old_node(world, place, program):
    node = Node(world, place)
    node.program = program
    world.ending.append(node.stop)
    return node


def migrations(place):
    try:
        return {row[0] for row in place.rows("SELECT name FROM migration")}
    except Exception:  # noqa: BLE001 - a database that is being changed may be locked for a moment
        return set()


def upgrade_sqlite(world, rounds):
    """The old version is stopped under load; the new one is killed again and again while it upgrades, then serves."""
    program = previous(world)
    new, world.program = world.program, program
    place = world.sqlite()
    world.program = new
    node = old_node(world, place, program)
    node.start()
    load = Load(world, [node])
    load.start()
    time.sleep(2)
    node.stop()
    before = migrations(place)
    killed = 0
    for _ in range(rounds):
        # It is killed while it starts: before, in or after the upgrade.
        process = subprocess.Popen([new, "serve", *place.arguments, "--port", "0", "--json"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0.005, 0.25))
        killed += process.poll() is None
        process.kill()
        process.wait()
    fresh = world.node(place)
    fresh.port = node.port
    outage = fresh.start()
    time.sleep(1)
    load.stop()
    load.nodes = [fresh]
    problems = finish(world, place, load, [fresh], 10)
    if not migrations(place) - before:
        problems.append("there was nothing to upgrade, so nothing is shown")
    if not killed:
        problems.append("every process had ended by itself before it was killed")
    return rounds, problems, round(outage * 1000)


def upgrade_postgres(world, rounds):
    """Two nodes of the old version on one database; one after the other is replaced while applicants keep coming."""
    program = previous(world)
    new, world.program = world.program, program
    place = world.postgres()
    world.program = new
    old = [old_node(world, place, program) for _ in range(2)]
    for node in old:
        node.start()
    load = Load(world, list(old))
    load.start()
    before = migrations(place)
    fresh = []
    for index, node in enumerate(old):
        time.sleep(1)
        for _ in range(rounds):
            process = subprocess.Popen([new, "serve", *place.arguments, "--port", "0", "--json"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.01, 0.4))
            process.kill()
            process.wait()
        # The new version upgrades the tables while the old one still works on them.
        replacement = world.node(place)
        replacement.start()
        fresh.append(replacement)
        load.nodes[index] = replacement
        time.sleep(0.5)
        node.stop()
    time.sleep(1)
    load.stop()
    problems = finish(world, place, load, fresh, 10)
    if not migrations(place) - before:
        problems.append("there was nothing to upgrade, so nothing is shown")
    return 2 * rounds, problems, load.worst_outage


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
        time.sleep(1.1)
        load.start()
        time.sleep(1)
        load.stop()
        load.settle()
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
        copy = Place(f"postgres://postgres@127.0.0.1:{port}/postgres", place.key, database=restored)
        for _ in range(200):
            if restored.rows("SELECT pg_is_in_recovery()")[0][0] == "f":
                break
            time.sleep(0.05)
        found = json.loads(world.lianban("verify", "--json", *copy.arguments, accept=(0, 1)))
        worst = max(worst, round(1000 * (time.monotonic() - began)))
        problems += [f"verify after the restore: {violation['code']} {violation['message']}" for violation in found["found"]]
        stored = {row[0] for row in restored.rows("SELECT number FROM case_file")}
        if known - stored:
            problems.append(f"{len(known - stored)} acknowledged before {second} are not in the restored database")
        if late & stored:
            problems.append(f"{len(late & stored)} that came after {second} are in the restored database")
        if not late or not known:
            problems.append("nothing was taken in before or after the second")
        served = world.node(copy)
        served.start()
        if served.get("/readyz") != 200:
            problems.append("the restored database cannot be served")
        served.stop()
        restored.stop()
    node.stop()
    return rounds, problems + recount(world, place, load), worst
