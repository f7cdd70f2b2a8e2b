"""Three machines, each a network namespace with etcd, Patroni and PostgreSQL; the primary is killed, isolated or paused."""
import glob
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import time

from blows import finish
from world import Broken, Load, Place, Skipped

MEMBERS = (1, 2, 3)
NET = "10.77.0."


def sh(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Cluster:
    def __init__(self, world):
        for program in ("etcd", "patroni", "ip"):
            if not shutil.which(program):
                raise Skipped(f"{program} is not installed (Debian packages etcd-server, patroni, iproute2)")
        self.world = world
        self.tag = f"lb{random.getrandbits(16):x}"
        self.bridge = self.tag + "br"
        self.bin = os.path.dirname(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))[-1])
        os.chmod(world.folder, 0o755)
        if sh("ip", "link", "add", self.bridge, "type", "bridge").returncode:
            raise Skipped("network namespaces need an administrator")
        world.ending.append(self.close)
        sh("ip", "addr", "add", NET + "254/24", "dev", self.bridge)
        sh("ip", "link", "set", self.bridge, "up")
        self.processes = {member: [] for member in MEMBERS}
        for member in MEMBERS:
            space, outside = self.space(member), self.cable(member)
            sh("ip", "netns", "add", space)
            sh("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space)
            sh("ip", "link", "set", outside, "master", self.bridge, "up")
            sh("ip", "-n", space, "addr", "add", f"{NET}{member}/24", "dev", "eth0")
            sh("ip", "-n", space, "link", "set", "eth0", "up")
            sh("ip", "-n", space, "link", "set", "lo", "up")
        for member in MEMBERS:
            folder = os.path.join(world.folder, f"member{member}")
            os.mkdir(folder, 0o700)
            shutil.chown(folder, "postgres", "postgres")
            self.start_etcd(member)
        time.sleep(2)
        for member in MEMBERS:
            self.start_patroni(member)
        self.wait(90)
        hosts = ",".join(f"{NET}{member}:5432" for member in MEMBERS)
        address = f"postgres://postgres@{hosts}/postgres"
        self.place = Place(address, os.path.join(world.folder, "key"), database=self)

    def space(self, member):
        return f"{self.tag}n{member}"

    def cable(self, member):
        return f"{self.tag}v{member}"

    def folder(self, member):
        return os.path.join(self.world.folder, f"member{member}")

    def spawn(self, member, *command):
        with open(os.path.join(self.world.folder, f"member{member}.log"), "a", encoding="utf-8") as log:
            process = subprocess.Popen(["ip", "netns", "exec", self.space(member), "runuser", "-u", "postgres", "--", *command],
                                       stdout=log, stderr=log, cwd="/", start_new_session=True)
        self.processes[member].append(process)

    def start_etcd(self, member):
        peers = ",".join(f"m{other}=http://{NET}{other}:2380" for other in MEMBERS)
        here = f"http://{NET}{member}:"
        self.spawn(member, "etcd", "--name", f"m{member}", "--data-dir", self.folder(member) + "/etcd", "--enable-v2",
                   "--listen-client-urls", here + "2379", "--advertise-client-urls", here + "2379", "--listen-peer-urls",
                   here + "2380", "--initial-advertise-peer-urls", here + "2380", "--initial-cluster", peers,
                   "--heartbeat-interval", "200", "--election-timeout", "1500", "--unsafe-no-fsync")

    def start_patroni(self, member):
        path = os.path.join(self.folder(member), "patroni.json")
        settings = {
            "scope": "lianban", "name": f"m{member}",
            "restapi": {"listen": f"{NET}{member}:8008", "connect_address": f"{NET}{member}:8008"},
            "etcd3": {"hosts": [f"{NET}{other}:2379" for other in MEMBERS]},
            "bootstrap": {
                "dcs": {"ttl": 10, "loop_wait": 2, "retry_timeout": 3, "maximum_lag_on_failover": 1 << 30, "synchronous_mode": True,
                        "synchronous_mode_strict": True,
                        "postgresql": {"use_pg_rewind": True, "parameters": {
                            "max_connections": 100, "shared_buffers": "64MB", "wal_log_hints": "on", "wal_keep_size": "256MB"}}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
                "pg_hba": [f"host all all {NET}0/24 trust", f"host replication all {NET}0/24 trust", "local all all trust"]},
            "postgresql": {
                "listen": f"{NET}{member}:5432", "connect_address": f"{NET}{member}:5432", "data_dir": self.folder(member) + "/data",
                "bin_dir": self.bin, "pgpass": self.folder(member) + "/pgpass",
                "authentication": {"superuser": {"username": "postgres", "password": "x"},
                                   "replication": {"username": "replicator", "password": "x"},
                                   "rewind": {"username": "postgres", "password": "x"}},
                "parameters": {"unix_socket_directories": self.folder(member)}}}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(settings, file)
        os.chmod(path, 0o644)
        self.spawn(member, "patroni", path)

    def states(self):
        """What the members say of themselves: {member: role}."""
        found = {}
        for member in MEMBERS:
            try:
                connection = http.client.HTTPConnection(f"{NET}{member}", 8008, timeout=1)
                connection.request("GET", "/patroni")
                told = json.loads(connection.getresponse().read())
                if told.get("state") == "running":
                    found[member] = "primary" if told["role"] in ("master", "primary") else (
                        "standby" if told.get("replication_state", "streaming") == "streaming" else "late")
            except (OSError, ValueError, http.client.HTTPException):
                continue
        return found

    def primary(self):
        return next((member for member, role in self.states().items() if role == "primary"), None)

    def wait(self, seconds):
        """Until one leads, all follow, and a synchronous standby is named."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            states = self.states()
            if sorted(states.values()) == ["primary", "standby", "standby"]:
                names = self.rows("SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')")
                if int(names[0][0]) >= 1:
                    return
            time.sleep(0.3)
        raise Broken(f"the cluster is not whole: {self.states()}")

    def rows(self, sql):
        hosts = ",".join(f"{NET}{member}:5432" for member in MEMBERS)
        done = sh("psql", f"postgres://postgres@{hosts}/postgres?target_session_attrs=read-write&connect_timeout=3", "-XAtq", "-v",
                  "ON_ERROR_STOP=1", "-F", "\t", "-c", sql)
        if done.returncode:
            raise Broken("psql: " + done.stderr)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def pids(self, member):
        return [int(pid) for pid in sh("ip", "netns", "pids", self.space(member)).stdout.split()]

    def each(self, member, number):
        for pid in self.pids(member):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def strike(self, blow, member):
        if blow == "killed":
            self.each(member, signal.SIGKILL)
            time.sleep(15)
            self.start_etcd(member)
            time.sleep(1)
            self.start_patroni(member)
        elif blow == "isolated":
            sh("ip", "link", "set", self.cable(member), "down")
            time.sleep(25)
            sh("ip", "link", "set", self.cable(member), "up")
        else:
            self.each(member, signal.SIGSTOP)
            time.sleep(25)
            self.each(member, signal.SIGCONT)

    def close(self):
        for member in MEMBERS:
            self.each(member, signal.SIGCONT)
            self.each(member, signal.SIGKILL)
            sh("ip", "netns", "del", self.space(member))
            for process in self.processes[member]:
                process.wait()
        sh("ip", "link", "del", self.bridge)


def failover(world, rounds):
    """The primary of three is killed, cut off or frozen under load; writing comes back within 30 s and nothing is lost."""
    cluster = Cluster(world)
    place = world.settle(cluster.place)
    node = world.node(place)
    node.start()
    load = Load(world, [node])
    load.start()
    for index in range(rounds):
        blow = ("killed", "isolated", "paused")[index % 3]
        victim = cluster.primary()
        time.sleep(random.uniform(0.5, 2))
        known = len(load.acknowledged)
        cluster.strike(blow, victim)
        if len(load.acknowledged) == known:
            load.problems.append(f"nothing was taken in while the primary was {blow}")
        cluster.wait(120)
    time.sleep(1)
    load.stop()
    problems = finish(world, place, load, [node], rounds)
    if load.worst_outage > 30_000:
        problems.append(f"nobody was answered for {load.worst_outage} ms, more than 30 s")
    return rounds, problems, load.worst_outage
