"""The faults. Each function plays one on a fresh world and gives (rounds, problems, worst outage in milliseconds)."""
import datetime
import glob
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time

from proxy import Proxy
from world import Clock, Load, Place, Skipped, identity_number, recount

HERE = os.path.dirname(os.path.abspath(__file__))


def finish(world, place, load, nodes, least):
    load.settle()
    for node in nodes:
        node.stop()
    problems = recount(world, place, load)
    if len(load.acknowledged) < least:
        problems.append(f"only {len(load.acknowledged)} were acknowledged, too few to mean anything: {load.statuses}")
    return problems


def kill_node(world, place, rounds):
    """SIGKILL of the only node under load, again and again."""
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    worst = 0
    for _ in range(rounds):
        load.start()
        time.sleep(random.uniform(0.05, 1.5))
        node.kill()
        load.stop()
        worst = max(worst, node.start())
    return rounds, finish(world, place, load, [node], rounds), round(worst * 1000)


def kill_node_sqlite(world, rounds):
    return kill_node(world, world.sqlite(), rounds)


def kill_node_postgres(world, rounds):
    return kill_node(world, world.postgres(), rounds)


def kill_database(world, rounds):
    """SIGKILL of PostgreSQL under load; the node stays and must find it again."""
    place = world.postgres()
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.start()
    for _ in range(rounds):
        time.sleep(random.uniform(0.3, 1.5))
        place.database.kill()
        place.database.start()
    time.sleep(2)
    load.stop()
    return rounds, finish(world, place, load, [node], rounds), load.worst_outage


def connection_cut(world, rounds):
    """The network between node and database cuts connections, also in the middle of commits."""
    place = world.postgres()
    proxy = Proxy(place.database.port)
    world.ending.append(proxy.close)
    node = world.node(place.database.place(world.folder, proxy.port))
    node.start()
    load = Load(world, [node])
    load.start()
    for _ in range(rounds):
        proxy.cutting = True
        time.sleep(1)
        proxy.cutting = False
        time.sleep(0.2)
    load.stop()
    problems = finish(world, place, load, [node], rounds)
    if not proxy.cuts:
        problems.append("no connection was cut")
    return proxy.cuts, problems, load.worst_outage


def shim(world, switch, kind, every):
    """The environment in which calls to the data file go wrong while the switch exists."""
    library = os.path.join(world.folder, "shim.so")
    if not os.path.exists(library):
        compiler = shutil.which("cc") or shutil.which("clang")
        if not compiler:
            raise Skipped("no C compiler")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, os.path.join(HERE, "shim.c"), "-ldl"], check=True)
    return {"LD_PRELOAD": library, "FAULT_SWITCH": switch, "FAULT_PATH": "data.sqlite", "FAULT_KIND": kind, "FAULT_EVERY": str(every)}


def failing_disk(world, kind, every, rounds, message):
    """The node's calls to the data file fail while a switch is on; it may refuse or end, but acknowledge nothing unstored."""
    place = world.sqlite()
    switch = os.path.join(world.folder, "switch")
    node = world.node(place, shim(world, switch, kind, every))
    node.start()
    load = Load(world, [node])
    for index in range(rounds):
        load.start()
        time.sleep(0.5)
        refused = sum(load.statuses.get(status, 0) for status in (500, 503, 507))
        with open(switch, "w", encoding="utf-8"):
            time.sleep(0.7)
        if sum(load.statuses.get(status, 0) for status in (500, 503, 507)) == refused and node.process.poll() is None:
            load.problems.append(f"{message} was not noticed")
        # Half of the rounds end in the fault, as a failing machine would.
        if index % 2:
            node.kill()
        os.remove(switch)
        time.sleep(0.5 if node.process.poll() is None else 0)
        load.stop()
        if node.process.poll() is not None:
            node.start()
    return rounds, finish(world, place, load, [node], rounds), load.worst_outage


def fsync_error(world, rounds):
    return failing_disk(world, "fsync", 3, rounds, "an fsync that failed")


def short_write(world, rounds):
    return failing_disk(world, "short", 7, rounds, "a short write")


def disk_full(world, rounds):
    """The file system is full: 507, reads go on, and writing recovers when there is room again."""
    folder = os.path.join(world.folder, "small")
    os.mkdir(folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder], capture_output=True, check=False).returncode:
        raise Skipped("mounting a small file system needs an administrator")
    world.ending.insert(0, lambda: subprocess.run(["umount", "-l", folder], check=False))
    place = world.sqlite(folder)
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    worst = 0
    ballast = os.path.join(folder, "ballast")
    for _ in range(rounds):
        load.start()
        time.sleep(0.5)
        try:
            with open(ballast, "wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        except OSError:
            pass
        before = load.statuses.get(507, 0)
        deadline = time.monotonic() + 20
        while load.statuses.get(507, 0) < before + 20 and time.monotonic() < deadline:
            time.sleep(0.05)
        if load.statuses.get(507, 0) < before + 20:
            load.problems.append(f"a full disk was not answered with 507: {load.statuses}")
        for path in ("/readyz", "/zh"):
            if (status := node.get(path)) != 200:
                load.problems.append(f"while the disk was full {path} answered {status}")
        known = len(load.acknowledged)
        os.remove(ballast)
        began = time.monotonic()
        while len(load.acknowledged) == known and time.monotonic() - began < 20:
            time.sleep(0.01)
        recovery = time.monotonic() - began
        worst = max(worst, recovery)
        if recovery > 10:
            load.problems.append(f"writing came back after {recovery:.1f} s, not within 10 s")
        load.stop()
    problems = finish(world, place, load, [node], rounds)
    return rounds, problems, round(worst * 1000)


def clock_jumps(world, rounds):
    """The machine's clock jumps: ahead, back, over a leap day, by more than a year."""
    clock = Clock(world)
    place = world.sqlite()
    leap = datetime.date(2028, 2, 29)
    to_leap = (leap - datetime.date.today()).days
    jumps = [("+0", 0), ("+1h", 0), ("-1h", 0), ("+400d", 400), ("-400d", -400), (f"@{leap - datetime.timedelta(1)} 15:59:59", to_leap),
             (f"@{leap} 12:00:00", to_leap), ("+0", 0)]

    node = world.node(place, clock.environment)
    node.start()
    load = Load(world, [node])
    load.sign_in()
    for _ in range(rounds):
        for to, days in jumps:
            clock.jump(to)
            # Sessions end with the clock too.
            load.sign_in()
            known = len(load.acknowledged)
            # The applicants live in the time the clock shows; their papers are as old as ever.
            world.shift(days)
            load.play(1.2)
            if len(load.acknowledged) == known:
                load.problems.append(f"nothing was taken in at {to}: {load.statuses}")
    clock.jump("+0")
    load.sign_in()
    return rounds * len(jumps), finish(world, place, load, [node], rounds), load.worst_outage


def slow_clients(world, rounds):
    """Hundreds of connections that send a byte now and then; everybody else is served."""
    place = world.sqlite()
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.start()
    time.sleep(0.5)
    for _ in range(rounds):
        slow = []
        for index in range(300):
            client = socket.create_connection(("127.0.0.1", node.port), timeout=10)
            client.sendall(b"POST /api/v1/applications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                           + (b"Content-Length: 1000000\r\n\r\n{" if index % 2 else b"X-Slow: "))
            slow.append(client)
        for _ in range(8):
            time.sleep(0.5)
            for client in slow:
                try:
                    client.sendall(b" ")
                except OSError:
                    pass
        for client in slow:
            client.close()
    load.stop()
    problems = finish(world, place, load, [node], 20)
    if load.worst_outage > 3_000:
        problems.append(f"nobody was answered for {load.worst_outage} ms")
    return rounds, problems, load.worst_outage


def two_nodes(world, rounds):
    """Two nodes on one database, of which one is killed or frozen at random; what time does, it does once."""
    place = world.postgres()
    nodes = [world.node(place), world.node(place)]
    for node in nodes:
        node.start()
    load = Load(world, nodes)
    load.start()
    for index in range(rounds):
        time.sleep(random.uniform(0.3, 1))
        victim = nodes[index % 2]
        if index % 3 == 2:
            # Longer than a duty is held: the other takes it over, and then the first wakes up.
            victim.signal(signal.SIGSTOP)
            time.sleep(12)
            victim.signal(signal.SIGCONT)
        else:
            victim.kill()
            time.sleep(0.3)
            victim.start()
    time.sleep(1)
    load.stop()
    epochs = place.rows("SELECT sum(epoch) FROM duty")[0][0]
    problems = finish(world, place, load, nodes, rounds)
    if int(epochs or 0) < 3:
        problems.append(f"the duties never changed hands: {epochs}")
    waiting = int(place.rows("SELECT count(*) FROM outbox WHERE attempts > 0")[0][0])
    if waiting:
        problems.append(f"{waiting} messages failed")
    return rounds, problems, load.worst_outage


def fight_for_timers(world, rounds):
    """Two nodes whose clocks say that every deadline has passed ring the same alarms, one with a clock that runs ahead."""
    library = (glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") or [None])[0]
    if not library:
        raise Skipped("faketime is not installed (Debian package faketime)")
    place = world.postgres()
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.play(3)
    node.stop()
    rung = 0
    for index in range(rounds):
        nodes = []
        for ahead in (60 + 40 * index, 60 + 40 * index + 1):
            faked = {"LD_PRELOAD": library, "FAKETIME": f"+{ahead}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                     "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1"}
            nodes.append(world.node(place, faked))
        for node in nodes:
            node.start()
        for _ in range(4):
            # Neither keeps the duty for long.
            time.sleep(1.5)
            place.rows("UPDATE duty SET held_until = 0, epoch = epoch + 1, holder = 'nobody'")
        for node in nodes:
            node.stop()
        rung = int(place.rows("SELECT count(*) FROM event WHERE actor = 'system'")[0][0])
    problems = recount(world, place, load)
    if rung < len(load.acknowledged):
        problems.append(f"only {rung} things were done by time for {len(load.acknowledged)} applications")
    return rounds, problems, 0


def before_checkpoint(place):
    """Waits until the service is about to write the next checkpoint of its history, as it does every minute."""
    path = place.path + ".checkpoints"
    while not os.path.exists(path):
        time.sleep(0.1)
    time.sleep(max(0, os.stat(path).st_mtime + 60 - time.time() - random.uniform(0.1, 0.4)))


def backup_restored(world, rounds):
    """Online backups under load, the last one while a checkpoint is written, each restored as a new installation and verified."""
    place = world.sqlite()
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.start()
    worst = 0
    for index in range(rounds):
        time.sleep(0.7)
        if index == rounds - 1:
            before_checkpoint(place)
        known = set(load.acknowledged.values())
        copy = os.path.join(world.folder, f"backup-{index}.sqlite")
        world.lianban("backup", copy, "--json", *place.arguments)
        began = time.monotonic()
        restored = type(place)("sqlite:" + copy, copy + ".key", path=copy)
        found = json.loads(world.lianban("verify", "--json", *restored.arguments, accept=(0, 1)))
        stored = {row[0] for row in restored.rows("SELECT number FROM case_file")}
        second = world.node(restored)
        second.start()
        if second.get("/readyz") != 200:
            load.problems.append("the restored installation does not serve")
        worst = max(worst, time.monotonic() - began)
        second.stop()
        load.problems += [f"restored: {violation['message']}" for violation in found["found"]]
        load.problems += [f"acknowledged before the backup and not in it: {number}" for number in known - stored]
    load.stop()
    return rounds, finish(world, place, load, [node], rounds), round(worst * 1000)


def registered(world, place):
    """Enters people by a list, and gives back what the register must say about each."""
    mapping, rows = os.path.join(world.folder, "mapping.json"), os.path.join(world.folder, "people.csv")
    with open(mapping, "w", encoding="utf-8") as file:
        json.dump({"kind": "person", "source": "import:street", "asOf": "2024-06-01", "number": "号码",
                   "columns": {"姓名": "full_name", "号码": "citizen_id", "手机": "phone"}}, file)
    people = {identity_number(50_000 + serial): (f"某{serial}", f"1390000{serial:04d}") for serial in range(40)}
    # Somebody has two files.
    people[identity_number(50_001)] = people[identity_number(50_000)]
    with open(rows, "w", encoding="utf-8") as file:
        file.write("号码,姓名,手机\n" + "".join(f"{number},{name},{phone}\n" for number, (name, phone) in people.items()))
    world.lianban("import", rows, "--mapping", mapping, "--json", *place.arguments)
    return people


def unread(world, place, people):
    """Whom an installation does not know under their number, or not with their name, number and telephone."""
    problems = []
    for number, (name, phone) in people.items():
        counts = json.loads(world.lianban("register", "show", number, "--json", *place.arguments))["counts"]
        shown = tuple(counts.get(element, {}).get("value") for element in ("citizen_id", "full_name", "phone"))
        if shown != (number, name, phone):
            problems.append(f"{place.address.split(':')[0]}: {number} reads as {shown}")
    pairs = json.loads(world.lianban("register", "duplicates", "--json", *place.arguments))
    if not any("samePhone" in pair["because"] for pair in pairs):
        problems.append(f"{place.address.split(':')[0]}: the person with two files is not found among {pairs}")
    sealed = sum('{"sealed"' in value for (value,) in place.rows("SELECT value FROM fact WHERE element = 'citizen_id'"))
    if sealed < len(people):
        problems.append(f"{place.address.split(':')[0]}: only {sealed} identity numbers lie sealed")
    return problems


def moved(world, rounds):
    """A filled data file moves to PostgreSQL and back, equal each time; sealed names and numbers open in each, and only with the key."""
    place = world.sqlite()
    people = registered(world, place)
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.play(2)
    node.stop()
    base = world.base
    target = world.postgres_empty()
    back = os.path.join(world.folder, "back.sqlite")
    began = time.monotonic()
    for source, goal, keys in ((place, target.address, (place.key, target.key)),
                               (target, "sqlite:" + back, (target.key, back + ".key"))):
        told = json.loads(world.lianban("migrate", "copy", "--from", source.address, "--to", goal, "--key-file", keys[0],
                                        "--to-key-file", keys[1], "--catalog", source.arguments[-1], "--json", accept=(0, 1)))
        if not told["equal"] or told["rows"] < len(load.acknowledged):
            load.problems.append(f"not equal: {told}")
    seconds = time.monotonic() - began
    world.base = base
    returned = Place("sqlite:" + back, back + ".key", path=back)
    problems = recount(world, target, load)
    for each in (place, target, returned):
        problems += unread(world, each, people)
    # Without its key the moved installation opens nothing, and makes no new one.
    os.rename(target.key, target.key + ".away")
    told = subprocess.run([world.program, "register", "show", next(iter(people)), "--json", *target.arguments], capture_output=True,
                          text=True, check=False)
    if told.returncode == 0 or "key" not in told.stdout + told.stderr or os.path.exists(target.key):
        problems.append(f"without its key: {told}")
    os.rename(target.key + ".away", target.key)
    # The moved installation goes on where the old one stopped.
    node = world.node(target)
    node.start()
    load.nodes = [node]
    load.start()
    time.sleep(1)
    load.stop()
    return rounds, problems + finish(world, target, load, [node], 1), round(seconds * 1000)


def simulation(world, rounds):
    """Random lives of applications in the simulator: schedules without a broken promise, and every planted fault noticed."""
    seed = random.randrange(1 << 32)
    found = json.loads(world.lianban("simulate", "--schedules", str(rounds), "--seed", str(seed), "--json", accept=(0, 1)))
    problems = []
    if found["failures"]:
        problems.append(f"{found['failures']} schedules failed, the first at seed {found['first_failing_seed']}: {found['first_violation']}")
    if found["mutants_killed"] < found["mutants"]:
        problems.append(f"planted faults that nobody noticed, from seed {seed}: {', '.join(found['survivors'])}")
    return found["schedules"], problems, 0
