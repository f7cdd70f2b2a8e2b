"""Departments' own systems: processes with data files of their own, honest or not, and what they and we must agree on."""
import json
import os
import random
import subprocess
import time
import urllib.request

from world import CATALOG, Broken, Clock, Load, free_port

CODES = ("hrss", "medical-insurance", "housing-fund")


class Department:
    """One `lianban department simulate`."""

    def __init__(self, world, code, node_port, faults=(), environment=None):
        self.world, self.code, self.faults = world, code, list(faults)
        self.port, self.node_port, self.environment = free_port(), node_port, environment or {}
        self.data = os.path.join(world.folder, f"{code}.sqlite")
        self.secret = os.path.join(world.folder, f"{code}.secret")
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(world.lianban("exchange", "secret"))
        self.process = None
        world.ending.append(self.stop)

    def start(self):
        ready = os.path.join(self.world.folder, f"{self.code}.port")
        if os.path.exists(ready):
            os.remove(ready)
        with open(os.path.join(self.world.folder, "departments.log"), "a", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                ["env", self.world.program, "department", "simulate", "--department", self.code, "--data", self.data, "--secret-file",
                 self.secret, "--reply-to", f"http://127.0.0.1:{self.node_port}", "--port", str(self.port), "--port-file", ready,
                 "--catalog", CATALOG, *self.faults], stdout=subprocess.DEVNULL, stderr=errors, env={**os.environ, **self.environment})
        began = time.monotonic()
        while not (os.path.exists(ready) and os.path.getsize(ready)):
            if self.process.poll() is not None or time.monotonic() - began > 60:
                raise Broken(f"the department {self.code} did not start")
            time.sleep(0.01)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def report(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/report", timeout=20) as answer:
            return json.load(answer)


def connect(world, node_port, faults=(), pace="", environment=None):
    """Three departments, and the file that tells a node about them."""
    departments = [Department(world, code, node_port, faults, environment) for code in CODES]
    path = os.path.join(world.folder, "connectors.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("connectors:\n")
        for each in departments:
            file.write(f"  - {{department: {each.code}, way: http, address: 'http://127.0.0.1:{each.port}/items', "
                       f"secret-file: {each.code}.secret, {pace or 'longest-retry: 2'}}}\n")
    return departments, path


def waiting(place, department=None):
    like = f"department:{department}" if department else "department:%"
    return int(place.rows(f"SELECT count(*) FROM outbox WHERE destination LIKE '{like}'")[0][0])


def wait_until(holds, limit):
    began = time.monotonic()
    while time.monotonic() - began < limit:
        if holds():
            return True
        time.sleep(0.2)
    return False


def compare(place, departments, base):
    """What the departments have, against what history says was handed to them: nothing lost, nothing acted on twice."""
    problems = []
    for each in departments:
        report = each.report()
        handed = int(place.rows("SELECT count(*) FROM event AS e JOIN item_task AS t ON t.shard_key = e.shard_key AND t.case_id = e.stream"
                                f" AND t.item = e.item WHERE e.kind = 'started' AND t.department = '{each.code}'"
                                f" AND e.stream NOT IN (SELECT id FROM case_file WHERE number IN ({base}))")[0][0])
        if report["items"] != handed:
            problems.append(f"{each.code} has {report['items']} items, {handed} were handed over")
        if report["duplicates"]:
            problems.append(f"{each.code} acted twice on {report['duplicates']} items")
        if report["believed"]:
            problems.append(f"{report['believed']} hostile replies of {each.code} were believed")
    doubled = place.rows("SELECT count(*) FROM (SELECT 1 FROM event WHERE actor LIKE 'officer:connector:%' AND kind IN"
                         " ('accepted', 'granted', 'refused') GROUP BY shard_key, stream, item, kind HAVING count(*) > 1) AS twice")[0][0]
    if int(doubled):
        problems.append(f"{doubled} replies had effect twice")
    dead = int(place.rows("SELECT count(*) FROM dead_letter")[0][0])
    if dead:
        problems.append(f"{dead} dead letters")
    return problems


def departments_misbehave(world, rounds):
    """Departments that lose answers, fail, repeat, reorder and forge replies, while they and the node are killed."""
    from blows import finish
    place = world.sqlite()
    base = ",".join(f"'{row[0]}'" for row in place.rows("SELECT number FROM case_file"))
    port = free_port()
    departments, file = connect(world, port, ["--drop", "0.1", "--fail", "0.1", "--duplicate", "0.3", "--reorder", "--lie", "0.3",
                                              "--refuse", "0.05"])
    node = world.node(place, {"LIANBAN_CONNECTORS": file})
    node.port = port
    for each in departments:
        each.start()
    node.start()
    load = Load(world, [node], clients=2)
    for index in range(rounds):
        load.start()
        time.sleep(random.uniform(0.5, 1.5))
        victim = departments[index % 3]
        victim.kill()
        time.sleep(random.uniform(0.2, 1))
        if index % 2 == 0:
            node.kill()
        load.stop()
        if index % 2 == 0:
            node.start()
        victim.start()
    load.settle()
    began = time.monotonic()
    problems = []
    if not wait_until(lambda: waiting(place) == 0, 120):
        problems.append(f"{waiting(place)} messages were never delivered")
    # All that departments still have to say.
    if not wait_until(lambda: not any(each.report()["replies"].get("waiting") for each in departments), 180):
        problems.append("replies were never taken: " + json.dumps([each.report()["replies"] for each in departments]))
    wait_until(lambda: waiting(place) == 0, 60)
    caught_up = round(1000 * (time.monotonic() - began))
    problems += compare(place, departments, base)
    lies = sum(each.report()["lies"] for each in departments)
    recorded = int(place.rows("SELECT COALESCE(sum(count), 0) FROM refused_reply")[0][0])
    if not lies or not recorded:
        problems.append(f"nothing hostile happened: {lies} lies, {recorded} recorded")
    decided = int(place.rows("SELECT count(*) FROM event WHERE actor LIKE 'officer:connector:%' AND kind = 'granted'")[0][0])
    if decided < len(load.acknowledged):
        problems.append(f"only {decided} items were granted of {len(load.acknowledged)} applications")
    return rounds, problems + finish(world, place, load, [node], rounds), caught_up


def department_down(world, rounds):
    """One department is out of reach the whole time; the others get theirs as if nothing were wrong."""
    from blows import finish
    place = world.sqlite()
    base = ",".join(f"'{row[0]}'" for row in place.rows("SELECT number FROM case_file"))
    port = free_port()
    departments, file = connect(world, port, ["--silent"])
    down, others = departments[0], departments[1:]
    node = world.node(place, {"LIANBAN_CONNECTORS": file})
    node.port = port
    for each in others:
        each.start()
    node.start()
    load = Load(world, [node], clients=2)
    problems, worst = [], 0
    for _ in range(rounds):
        load.play(4)
        began = time.monotonic()
        for each in others:
            if not wait_until(lambda code=each.code: waiting(place, code) == 0, 20):
                problems.append(f"{each.code} waits because {down.code} is down")
        worst = max(worst, round(1000 * (time.monotonic() - began)))
    if waiting(place, down.code) < len(load.acknowledged):
        problems.append(f"only {waiting(place, down.code)} messages wait for the department that is down")
    tried = int(place.rows("SELECT COALESCE(sum(attempts), 0) FROM outbox WHERE destination = 'department:hrss'")[0][0])
    if tried > 60 * rounds:
        problems.append(f"it was tried {tried} times while it was down, not left alone")
    down.start()
    if not wait_until(lambda: waiting(place) == 0, 180):
        problems.append(f"{waiting(place)} messages still wait after it came back")
    problems += compare(place, departments, base)
    return rounds, problems + finish(world, place, load, [node], rounds), worst


def down_for_six_hours(world, rounds):
    """One department is out of reach for six hours of the machines' clock, ten minutes of which pass each second, while applicants
    keep coming. The others get theirs as ever; it is tried now and then, nothing is given up, and it gets everything when it is back."""
    from blows import finish
    clock = Clock(world)
    place = world.sqlite()
    base = ",".join(f"'{row[0]}'" for row in place.rows("SELECT number FROM case_file"))
    port = free_port()
    departments, file = connect(world, port, ["--silent"], pace="breaks-after: 5", environment=clock.environment)
    down, others = departments[0], departments[1:]
    node = world.node(place, {**clock.environment, "LIANBAN_CONNECTORS": file})
    node.port = port
    for each in others:
        each.start()
    node.start()
    load = Load(world, [node], clients=1)
    problems, worst, passed = [], 0, 0
    for _ in range(rounds):
        before = len(load.acknowledged)
        for step in range(36):
            passed += 10
            clock.jump(f"+{passed}m")
            # Sessions end with the clock.
            load.sign_in()
            load.play(0.6)
            began = time.monotonic()
            for each in others:
                if not wait_until(lambda code=each.code: waiting(place, code) == 0, 20):
                    problems.append(f"{each.code} waits because {down.code} has been down for {passed} minutes")
            worst = max(worst, round(1000 * (time.monotonic() - began)))
        stopped = len(load.acknowledged) - before
        if waiting(place, down.code) < stopped:
            problems.append(f"only {waiting(place, down.code)} messages of {stopped} wait for the department that is down")
        # Tried at most every two minutes, each time with one message, besides those that were under way when it went down.
        tried = int(place.rows(f"SELECT COALESCE(sum(attempts), 0) FROM outbox WHERE destination = 'department:{down.code}'")[0][0])
        if not 5 <= tried <= 36 * 10 + 60:
            problems.append(f"it was tried {tried} times in six hours")
        down.start()
        # What waits for its next attempt waits up to five minutes more.
        if not wait_until(lambda: (clock.jump(f"+{passed * 60 + 10 * round(time.monotonic() - began)}"), waiting(place))[1] == 0, 120):
            problems.append(f"{waiting(place)} messages still wait after it came back")
        passed += 60
        problems += compare(place, departments, base)
        down.stop()
    down.start()
    return rounds, problems + finish(world, place, load, [node], rounds), worst
