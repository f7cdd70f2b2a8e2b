"""What every fault test stands on: nodes, databases, applicants that keep their own record, and the recount from outside."""
import datetime
import glob
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CATALOG = os.path.join(ROOT, "catalog")


class Skipped(Exception):
    """The machine lacks what a test needs."""


class Broken(Exception):
    """The test itself could not run; nothing is shown either way."""


class Log:
    """An append-only record on disk: what was sent, what was acknowledged."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "a", encoding="utf-8")
        self.lock = threading.Lock()

    def write(self, *fields):
        with self.lock:
            self.file.write("\t".join(map(str, fields)) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())


class Place:
    """Where the data is, for the program and for the recount."""

    def __init__(self, address, key, path=None, database=None, catalog=CATALOG):
        self.address, self.key, self.path, self.database, self.catalog = address, key, path, database, catalog

    @property
    def arguments(self):
        return ["--store", self.address, "--key-file", self.key, "--catalog", self.catalog]

    def rows(self, sql):
        """Reads with another program than the one under test."""
        if self.database:
            return self.database.rows(sql)
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            return [tuple("" if value is None else str(value) for value in row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def change(self, statements):
        """Changes the data as an administrator would, all or nothing."""
        if self.database:
            self.database.rows("BEGIN; " + "; ".join(statements) + "; COMMIT")
            return
        connection = sqlite3.connect(self.path, timeout=30)
        try:
            connection.executescript("BEGIN; " + "; ".join(statements) + "; COMMIT;")
        finally:
            connection.close()


class Database:
    """A PostgreSQL server of this test's own, on a free port."""

    def __init__(self, folder, settings=()):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
        if not found:
            raise Skipped("PostgreSQL is not installed (Debian package postgresql)")
        self.programs = os.path.dirname(found[-1])
        self.folder = os.path.join(folder, "postgres")
        os.mkdir(self.folder)
        os.chmod(folder, 0o755)
        self.user = []
        if os.getuid() == 0:
            # The server refuses to run as root.
            self.user = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres", "postgres")
        self.port = free_port()
        self.data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                 "--no-instructions")
        lines = ["listen_addresses = '127.0.0.1'", f"port = {self.port}", f"unix_socket_directories = '{self.folder}'",
                 "max_connections = 200", "shared_buffers = 64MB", *settings]
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        self.start()

    def run(self, program, *arguments):
        done = subprocess.run([*self.user, os.path.join(self.programs, program), *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False)
        if done.returncode:
            raise Broken(f"{program} failed")

    def start(self):
        for attempt in range(20):
            try:
                return self.run("pg_ctl", "-D", self.data, "-l", os.path.join(self.folder, "log"), "-w", "-s", "start")
            except Broken:
                if attempt == 19:
                    raise
                time.sleep(0.2)

    def kill(self):
        with open(os.path.join(self.data, "postmaster.pid"), encoding="utf-8") as file:
            pid = int(file.readline())
        os.kill(pid, signal.SIGKILL)
        # The others see it and end; the next start waits for them.
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.01)

    def stop(self):
        subprocess.run([*self.user, os.path.join(self.programs, "pg_ctl"), "-D", self.data, "-m", "immediate", "-s", "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False)

    def place(self, folder, port=None):
        return Place(f"postgres://postgres@127.0.0.1:{port or self.port}/postgres", os.path.join(folder, "key"), database=self)

    def rows(self, sql):
        done = subprocess.run(["psql", f"postgres://postgres@127.0.0.1:{self.port}/postgres", "-XAtq", "-v", "ON_ERROR_STOP=1",
                               "-F", "\t", "-c", sql], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Broken("psql: " + done.stderr)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


def identity_number(serial):
    """An identity number of an invented person."""
    body = "530102" + time.strftime("%Y%m%d", time.gmtime((7000 + serial // 900) * 86400)) + f"{serial % 900 + 1:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


class Clock:
    """The time that processes are told, the same for all of them."""

    def __init__(self, world):
        library = (glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") or [None])[0]
        if not library:
            raise Skipped("faketime is not installed (Debian package faketime)")
        self.stamp = os.path.join(world.folder, "clock")
        self.environment = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": self.stamp, "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1"}
        self.jump("+0")

    def jump(self, to):
        with open(self.stamp + ".new", "w", encoding="utf-8") as file:
            file.write(to + "\n")
        os.rename(self.stamp + ".new", self.stamp)


class Node:
    """One `lianban serve`."""

    def __init__(self, world, place, environment=None):
        self.world, self.place, self.environment = world, place, environment or {}
        self.process, self.port, self.program = None, None, world.program
        self.port_file = os.path.join(world.folder, f"port-{random.getrandbits(40)}")
        self.errors = os.path.join(world.folder, "nodes.log")

    def start(self, limit=60):
        if os.path.exists(self.port_file):
            os.remove(self.port_file)
        began = time.monotonic()
        with open(self.errors, "a", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                # A preloaded library may move the environment at its first start, and Swift finds the arguments beside it; env
                # takes that first start.
                ["env", self.program, "serve", *self.place.arguments, "--port", str(self.port or 0), "--port-file", self.port_file,
                 "--json", "--log-level", "warning"],
                stdout=subprocess.DEVNULL, stderr=errors, env={**os.environ, **self.environment})
        while not (os.path.exists(self.port_file) and os.path.getsize(self.port_file)):
            if self.process.poll() is not None:
                raise Broken(f"a node ended with {self.process.returncode} instead of starting; see {self.errors}")
            if time.monotonic() - began > limit:
                raise Broken("a node did not start in time")
            time.sleep(0.005)
        with open(self.port_file, encoding="utf-8") as file:
            self.port = int(file.read())
        return time.monotonic() - began

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill()

    def get(self, path, timeout=10):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            return response.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


class World:
    """A folder, a program, an installation with its accounts, and everything that must be ended afterwards."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.folder = tempfile.mkdtemp(prefix="lianban-faults-")
        self.ending = []
        self.base = 0
        self.usual = json.loads(self.lianban("catalog", "sample", "--catalog", CATALOG))
        self.template = self.usual

    def lianban(self, *arguments, accept=(0,), environment=None):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False,
                              env={**os.environ, **(environment or {})})
        if done.returncode not in accept:
            raise Broken(f"lianban {arguments[0]}: {done.stderr or done.stdout}")
        return done.stdout

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        return path

    def sqlite(self, folder=None, catalog=CATALOG):
        folder = folder or self.folder
        path = os.path.join(folder, "data.sqlite")
        return self.settle(Place("sqlite:" + path, path + ".key", path=path, catalog=catalog))

    def postgres(self, settings=(), catalog=CATALOG):
        database = Database(self.folder, settings)
        self.ending.append(database.stop)
        place = database.place(self.folder)
        place.catalog = catalog
        return self.settle(place)

    def postgres_empty(self):
        database = Database(self.folder)
        self.ending.append(database.stop)
        place = database.place(self.folder)
        place.key += "-moved"
        return place

    def settle(self, place):
        """The demonstration's accounts, and its one application."""
        self.lianban("demo", "--once", "--json", *place.arguments)
        self.base = len(place.rows("SELECT number FROM case_file"))
        return place

    def node(self, place, environment=None):
        node = Node(self, place, environment)
        self.ending.append(node.stop)
        return node

    def close(self, keep):
        for end in reversed(self.ending):
            end()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def shift(self, days):
        """Lets the applications' papers be older or younger, for clocks that are elsewhere."""
        def moved(value):
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                return str(datetime.date.fromisoformat(value) + datetime.timedelta(days))
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d", value):
                return str(datetime.date.fromisoformat(value + "-15") + datetime.timedelta(days))[:7]
            if isinstance(value, list):
                return [moved(each) for each in value]
            return {name: moved(each) for name, each in value.items()} if isinstance(value, dict) else value
        self.template = moved(self.usual)

    def request(self, serial):
        """An application of a person of its own."""
        region = "5301" + random.Random(serial).choice(["02", "03", "11", "12"])
        answers = {**self.template["answers"], "citizen_id": identity_number(serial)}
        return json.dumps({**self.template, "region": region, "answers": answers}, ensure_ascii=False).encode()


class Load:
    """Applicants who send, keep their own record on disk, and repeat what was not answered under the same key."""

    def __init__(self, world, nodes, clients=8):
        self.world, self.nodes, self.clients = world, nodes, clients
        self.log = Log(os.path.join(world.folder, "outside.log"))
        self.lock = threading.Lock()
        self.serial, self.unknown, self.acknowledged, self.statuses = 0, [], {}, {}
        self.times, self.problems = [], []
        self.stopping = threading.Event()
        self.threads = []
        self.token = None

    def sign_in(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.nodes[0].port, timeout=20)
        connection.request("POST", "/api/v1/sessions", json.dumps({"account": "counter", "password": "lianban-demo-2024"}),
                           {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 201:
            raise Broken(f"cannot sign in: {answer}")
        self.token = answer["token"]

    def start(self):
        if self.token is None:
            self.sign_in()
        self.stopping.clear()
        self.times.append(time.monotonic())
        self.threads = [threading.Thread(target=self.client, args=(index,), daemon=True) for index in range(self.clients)]
        for thread in self.threads:
            thread.start()

    def play(self, seconds):
        """Sends for a while, and returns when everything sent has its answer."""
        self.start()
        time.sleep(seconds)
        self.stop()
        self.settle()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        self.times.append(time.monotonic())

    def client(self, index):
        connection = None
        while not self.stopping.is_set():
            with self.lock:
                if self.unknown:
                    serial = self.unknown.pop()
                else:
                    self.serial += 1
                    serial = self.serial
            if connection is None:
                node = self.nodes[(index + random.getrandbits(8)) % len(self.nodes)]
                connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=45)
            status = self.send(connection, serial)
            if status not in (200, 201):
                with self.lock:
                    self.unknown.append(serial)
                if status == 0:
                    connection.close()
                    connection = None
                time.sleep(0.03)

    def send(self, connection, serial):
        self.log.write("send", serial)
        try:
            connection.request("POST", "/api/v1/applications", self.world.request(serial),
                               {"Content-Type": "application/json", "Authorization": "Bearer " + self.token,
                                "Idempotency-Key": f"fault-{serial}"})
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            return 0
        if response.status in (200, 201):
            number = json.loads(answer)["number"]
            self.log.write("ack", serial, number)
            with self.lock:
                self.times.append(time.monotonic())
                if self.acknowledged.setdefault(serial, number) != number:
                    self.problems.append(f"request {serial} was answered with two numbers")
        elif response.status not in (409, 429, 500, 503, 507):
            self.problems.append(f"request {serial}: {response.status} {answer[:200]!r}")
        with self.lock:
            self.statuses[response.status] = self.statuses.get(response.status, 0) + 1
        return response.status

    def settle(self, limit=60):
        """Sends what is unknown until everything is known."""
        began = time.monotonic()
        while self.unknown:
            connection = http.client.HTTPConnection("127.0.0.1", self.nodes[0].port, timeout=45)
            serial = self.unknown.pop()
            if self.send(connection, serial) not in (200, 201):
                self.unknown.append(serial)
                time.sleep(0.2)
            connection.close()
            if time.monotonic() - began > limit:
                self.problems.append(f"{len(self.unknown)} requests were still refused {limit} s after the fault: {self.statuses}")
                return

    @property
    def worst_outage(self):
        """The longest time in which nobody was answered, in milliseconds."""
        times = sorted(self.times)
        return round(1000 * max((b - a for a, b in zip(times, times[1:])), default=0))


def recount(world, place, load):
    """Compares the record kept outside with what another program finds. Gives what is wrong, in words."""
    problems = list(load.problems)
    numbers = [row[0] for row in place.rows("SELECT number FROM case_file")]
    stored = set(numbers)
    if len(stored) != len(numbers):
        problems.append("a number was given twice")
    with open(load.log.path, encoding="utf-8") as lines:
        lost = [fields[2] for fields in (line.rstrip("\n").split("\t") for line in lines)
                if fields[0] == "ack" and fields[2] not in stored]
    problems += [f"acknowledged and lost: {number}" for number in lost]
    extra = len(stored - set(load.acknowledged.values())) - world.base - len(load.unknown)
    if extra > 0 or len(stored) < len(load.acknowledged):
        problems.append(f"{extra} applications more than were asked for")
    wrong = place.rows("SELECT count(*) FROM case_file f WHERE"
                       " (SELECT count(*) FROM item_task t WHERE t.shard_key = f.shard_key AND t.case_id = f.id) <> 9")[0][0]
    if int(wrong):
        problems.append(f"{wrong} applications without their nine items")
    twice = place.rows("SELECT count(*) FROM (SELECT 1 FROM event WHERE actor = 'system' AND kind NOT IN ('stepEntered')"
                       " GROUP BY shard_key, stream, item, kind, body HAVING count(*) > 1) AS doubled")[0][0]
    if int(twice):
        problems.append(f"{twice} things that time did twice")
    found = json.loads(world.lianban("verify", "--json", *place.arguments, accept=(0, 1)))
    problems += [f"verify: {violation['code']} {violation['message']}" for violation in found["found"]]
    return problems


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
