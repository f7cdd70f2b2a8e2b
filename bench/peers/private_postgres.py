"""A PostgreSQL of its own for one run: a folder, a socket, nothing else; ended by its own process id."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

BINARIES = "/usr/lib/postgresql/15/bin"


class PrivatePostgres:
    """Starts with `with`; `url` is the address DBOS uses. Settings stay at PostgreSQL's defaults: fsync and synchronous_commit on."""

    def __init__(self, folder):
        self.owner = None
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            self.owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chmod(folder, 0o755)
        self.data = os.path.join(folder, "postgres")
        self.log_path = os.path.join(folder, "postgres.log")
        # A socket's path has at most 107 bytes, so it stands in the system's temporary folder.
        self.socket = tempfile.mkdtemp(prefix="peers-")
        self.url = f"postgresql+psycopg://postgres@localhost/dbos?host={self.socket}"
        self.process = None

    def __enter__(self):
        try:
            os.mkdir(self.data, 0o700)
            if self.owner:
                for path in (self.data, self.socket):
                    os.chown(path, self.owner["user"], self.owner["group"])
            self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
            with open(self.log_path, "wb") as log:
                self.process = subprocess.Popen(
                    [f"{BINARIES}/postgres", "-D", self.data, "-k", self.socket, "-c", "listen_addresses="],
                    stdout=log, stderr=log, cwd="/", **(self.owner or {}))
            deadline = time.monotonic() + 40
            while subprocess.run([f"{BINARIES}/pg_isready", "-q", "-h", self.socket]).returncode != 0:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("PostgreSQL did not start: " + open(self.log_path, errors="replace").read()[-400:])
                time.sleep(0.1)
            self._run("createdb", "-h", self.socket, "-U", "postgres", "dbos")
            return self
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _run(self, program, *arguments):
        done = subprocess.run(
            [f"{BINARIES}/{program}", *arguments], capture_output=True, text=True, cwd="/", timeout=60, **(self.owner or {}))
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stderr.strip()[-400:]}")

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)
        shutil.rmtree(self.socket, ignore_errors=True)
