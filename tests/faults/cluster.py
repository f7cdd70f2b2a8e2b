"""PostgreSQL as a cluster that changes its primary by itself: Patroni and etcd on three machines, each a network namespace."""
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

from blows import finish
from world import Broken, Load, Place, Skipped

# Patroni speaks to etcd through its second interface: through the third, Patroni 3.0.2 of Debian 12 takes the lead back without
# asking whether it still has it (an unconditional put after a stale read), and then there are two primaries.
CONFIGURATION = """
scope: lianban
name: {name}
restapi: {{listen: '{ip}:8008', connect_address: '{ip}:8008'}}
etcd: {{hosts: [{etcd}]}}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters: {{wal_log_hints: 'on', max_connections: 100, shared_buffers: 32MB, wal_keep_size: 256MB, wal_receiver_timeout: 5s, wal_sender_timeout: 5s}}
  initdb: [{{encoding: UTF8}}, {{locale: C.UTF-8}}, no-sync]
  pg_hba: ['host all all {net} trust', 'host replication all {net} trust', 'local all all trust']
postgresql:
  listen: '{ip}:5432'
  connect_address: '{ip}:5432'
  data_dir: {folder}/data
  bin_dir: {programs}
  pgpass: {folder}/pgpass
  # A new standby's copy begins at once, and not when the next checkpoint is spread over minutes.
  basebackup: [{{checkpoint: fast}}]
  remove_data_directory_on_rewind_failure: true
  remove_data_directory_on_diverged_timelines: true
  authentication:
    superuser: {{username: postgres, password: x}}
    replication: {{username: replicator, password: x}}
    rewind: {{username: rewinder, password: x}}
  parameters: {{unix_socket_directories: '{folder}'}}
"""


def ip(*arguments, check=True):
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise Skipped(f"no network namespaces: ip {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


class Member:
    """One machine: its namespace, its etcd, its Patroni and the PostgreSQL that Patroni runs."""

    def __init__(self, cluster, index):
        self.cluster, self.index = cluster, index
        self.name = f"m{index}"
        self.space = f"lb{os.getpid()}-{index}"
        self.link = f"lb{os.getpid() % 100000}v{index}"
        self.ip = f"{cluster.net}.{index}"
        self.folder = os.path.join(cluster.folder, self.name)
        os.mkdir(self.folder)
        shutil.chown(self.folder, "postgres", "postgres")
        os.chmod(self.folder, 0o700)
        ip("netns", "add", self.space)
        ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", self.space)
        ip("link", "set", self.link, "master", cluster.bridge, "up")
        for arguments in (["addr", "add", f"{self.ip}/24", "dev", "eth0"], ["link", "set", "eth0", "up"], ["link", "set", "lo", "up"]):
            ip("-n", self.space, *arguments)
        self.processes = {}

    def run(self, name, *command, user=None):
        with open(os.path.join(self.cluster.folder, f"{self.name}-{name}.log"), "a", encoding="utf-8") as log:
            who = ["runuser", "-u", user, "--"] if user else []
            self.processes[name] = subprocess.Popen(["ip", "netns", "exec", self.space, *who, *command], stdin=subprocess.DEVNULL,
                                                    stdout=log, stderr=log, cwd="/")

    def start_etcd(self):
        peers = ",".join(f"{each.name}=http://{each.ip}:2380" for each in self.cluster.members)
        self.run("etcd", "etcd", "--name", self.name, "--data-dir", os.path.join(self.folder, "etcd"), "--listen-peer-urls",
                 f"http://{self.ip}:2380", "--initial-advertise-peer-urls", f"http://{self.ip}:2380", "--listen-client-urls",
                 f"http://{self.ip}:2379", "--advertise-client-urls", f"http://{self.ip}:2379", "--initial-cluster", peers,
                 "--initial-cluster-state", "new", "--enable-v2=true", "--heartbeat-interval", "200", "--election-timeout", "2000")

    def start_patroni(self):
        path = os.path.join(self.folder, "patroni.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                name=self.name, ip=self.ip, net=f"{self.cluster.net}.0/24", folder=self.folder, programs=self.cluster.programs,
                etcd=", ".join(f"'{each.ip}:2379'" for each in self.cluster.members)))
        self.run("patroni", "patroni", path, user="postgres")

    def pids(self, without_etcd=False):
        pids = [int(line) for line in ip("netns", "pids", self.space, check=False).split()]
        if without_etcd:
            pids = [pid for pid in pids if "etcd" not in self.command(pid).split(" ")[0]]
        return pids

    @staticmethod
    def command(pid):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                return file.read().replace("\0", " ")
        except OSError:
            return ""

    def signal(self, number, without_etcd=False):
        for pid in self.pids(without_etcd):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    # What happens to it.

    def kill(self):
        """Patroni and PostgreSQL are gone at once, as after a power cut of a database machine."""
        self.signal(signal.SIGKILL, without_etcd=True)

    def isolate(self):
        """Nobody reaches it, and it reaches nobody."""
        ip("link", "set", self.link, "down")

    def freeze(self):
        """It stands still with everything on it, and goes on as if nothing had been."""
        self.signal(signal.SIGSTOP)

    def mend(self, blow):
        if blow == "kill":
            self.start_patroni()
        elif blow == "isolate":
            ip("link", "set", self.link, "up")
        else:
            self.signal(signal.SIGCONT)


class Cluster:
    def __init__(self, world):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
        missing = [name for name in ("patroni", "etcd", "ip") if not shutil.which(name)]
        if missing or not found:
            raise Skipped(f"not installed: {', '.join(missing or ['postgresql'])} (bin/setup faults)")
        if os.getuid():
            raise Skipped("network namespaces need an administrator")
        self.programs = os.path.dirname(found[-1])
        self.folder = os.path.join(world.folder, "cluster")
        os.mkdir(self.folder)
        os.chmod(world.folder, 0o755)
        self.net = f"10.213.{os.getpid() % 250}"
        self.bridge = f"lb{os.getpid() % 100000}b"
        self.members = []
        world.ending.append(self.stop)
        ip("link", "add", self.bridge, "type", "bridge")
        ip("addr", "add", f"{self.net}.254/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        for index in (1, 2, 3):
            self.members.append(Member(self, index))
        for member in self.members:
            member.start_etcd()
        time.sleep(3)
        for member in self.members:
            member.start_patroni()
        self.wait_whole(120)

    @property
    def address(self):
        return "postgres://postgres@" + ",".join(f"{each.ip}:5432" for each in self.members) + "/postgres"

    def state(self):
        """How Patroni sees its members, from whoever answers."""
        for member in self.members:
            try:
                with urllib.request.urlopen(f"http://{member.ip}:8008/cluster", timeout=2) as answer:
                    return json.load(answer)["members"]
            except (OSError, ValueError, KeyError):
                continue
        return []

    def primary(self):
        """The member that Patroni holds for the primary and that takes writes."""
        for entry in self.state():
            if entry["role"] == "leader" and entry["state"] == "running":
                member = next(each for each in self.members if each.name == entry["name"])
                try:
                    with urllib.request.urlopen(f"http://{member.ip}:8008/primary", timeout=2) as answer:
                        return member if answer.status == 200 else None
                except OSError:
                    return None
        return None

    def is_whole(self):
        entries = self.state()
        roles = sorted(entry["role"] for entry in entries)
        return (len(entries) == 3 and all(entry["state"] in ("running", "streaming") for entry in entries)
                and roles == ["leader", "replica", "sync_standby"] and self.primary() is not None)

    def wait_whole(self, limit):
        began = time.monotonic()
        while not self.is_whole():
            if time.monotonic() - began > limit:
                raise Broken(f"the cluster did not become whole within {limit} s: {self.state()}; see {self.folder}/*.log")
            time.sleep(0.5)

    def rows(self, sql):
        done = subprocess.run(["psql", self.address + "?target_session_attrs=read-write&connect_timeout=3", "-XAtq", "-v",
                               "ON_ERROR_STOP=1", "-F", "\t", "-c", sql], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Broken("psql: " + done.stderr)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def stop(self):
        for member in self.members:
            member.signal(signal.SIGCONT)
            member.signal(signal.SIGKILL)
        time.sleep(0.5)
        for member in self.members:
            for process in member.processes.values():
                process.wait()
            ip("netns", "del", member.space, check=False)
            ip("link", "del", member.link, check=False)
        ip("link", "del", self.bridge, check=False)


def partition(world, rounds):
    """The primary is killed, cut off from everybody, or stands still for half a minute; another takes over, and the old one
    comes back as its follower."""
    cluster = Cluster(world)
    place = world.settle(Place(cluster.address, os.path.join(world.folder, "key"), database=cluster))
    node = world.node(place)
    node.start()
    load = Load(world, [node], clients=4)
    blows = ["kill", "isolate", "freeze"]
    problems = []
    for index in range(rounds):
        blow = blows[index % 3]
        cluster.wait_whole(120)
        old = cluster.primary()
        known = len(load.acknowledged)
        load.start()
        time.sleep(random.uniform(1, 2))
        getattr(old, blow)()
        began = time.monotonic()
        while cluster.primary() in (None, old) and time.monotonic() - began < 90:
            time.sleep(0.3)
        if cluster.primary() in (None, old):
            problems.append(f"{blow}: nobody took over within 90 s")
        # The old one comes back while applicants keep coming.
        time.sleep(max(2, 30 - (time.monotonic() - began)) if blow != "kill" else 5)
        old.mend(blow)
        time.sleep(3)
        load.stop()
        load.settle()
        if len(load.acknowledged) == known:
            problems.append(f"{blow}: nothing was taken in")
        print(f"    {blow}: {old.name} → {getattr(cluster.primary(), 'name', None)}, worst outage so far {load.worst_outage} ms",
              file=sys.stderr, flush=True)
    cluster.wait_whole(180)
    return rounds, problems + finish(world, place, load, [node], rounds), load.worst_outage
