"""
A PostgreSQL server of the tests' own: a private cluster in a temporary directory, on a socket there and a free port.

It is started from the binaries that the system brings; `why_not()` says why it cannot be.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

USER = "tiltyard"
PASSWORD = "not-a-secret-of-anybody"
START_WITHIN_S = 30.0
_SERVERS_USER = "postgres"


def binaries():
    """The directory of the newest server's programs; None when there is none."""
    found = [Path(where).parent for where in [shutil.which("postgres")] if where]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def why_not():
    """Why no server can be started here; empty when one can."""
    if os.name != "posix":
        return "needs a POSIX system"
    if binaries() is None:
        return "no PostgreSQL server is installed (on Debian: apt install postgresql)"
    if os.geteuid() == 0 and not (_servers_user() and shutil.which("setpriv")):
        return f"PostgreSQL does not run as root, and there is no user {_SERVERS_USER!r} or no setpriv"
    return ""


def _servers_user():
    import pwd

    try:
        return pwd.getpwnam(_SERVERS_USER)
    except KeyError:
        return None


class Cluster:
    """A server that runs until `remove`.

    durable  whether it syncs to disk, as a real one does; tests that kill nobody need not wait for that
    """

    def __init__(self, *, durable=False):
        self.directory = Path(tempfile.mkdtemp(prefix="tiltyard-pg-"))  # short: the path of a socket has a limit
        self._data = self.directory / "data"
        self._numbers = itertools.count(1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        password = self.directory / "password"
        password.write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (self.directory, password):
                shutil.chown(path, _SERVERS_USER)
        ways = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}", f"--username={USER}"]
        make = ["initdb", "-D", self._data, *ways, "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(self._argv(*make), check=True, capture_output=True)
        fast = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        self._settings = [
            *("max_connections=200", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.directory}"),
            *("shared_buffers=32MB", "autovacuum=off", *fast),
        ]
        self.start()

    def start(self):
        """Start it and wait until it answers; from the main thread: it ends with the thread that started it."""
        options = [word for setting in self._settings for word in ("-c", setting)]
        with (self.directory / "log").open("ab") as log:
            self._server = subprocess.Popen(
                self._argv("postgres", "-D", self._data, "-p", str(self.port), *options),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        ends_at = time.monotonic() + START_WITHIN_S
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > ends_at:
                raise RuntimeError(f"the server did not start:\n{(self.directory / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, *, how=signal.SIGQUIT):
        """Stop it: SIGQUIT at once, SIGINT in order. The data stays."""
        if self._server.poll() is None:
            self._server.send_signal(how)
        self._server.wait(timeout=30)

    def kill(self):
        """As a power cut would: every process of the server at once, with SIGKILL."""
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait(timeout=30)
        for backend in self._orphans():
            os.kill(backend, signal.SIGKILL)

    def _orphans(self):
        """Backends make sessions of their own; they are ours by the data directory they work in."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").resolve(strict=True) == self._data:
                    yield int(process.name)
            except OSError:
                continue

    def remove(self):
        """Stop it and take everything away."""
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, database, *, password=None):
        """Over the socket, where nobody is asked for a password; with one, over the port."""
        if password is None:
            return f"postgresql://{USER}@/{database}?host={self.directory}&port={self.port}"
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement, database="postgres"):
        """Do one statement outside of a transaction; its rows, if it has any."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self, *, template=None):
        """A database of its own name; a copy of another one, if one is named."""
        name = f"t{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name):
        """Take a database away, whoever is still connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _answers(self):
        import psycopg

        try:
            self.sql("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _argv(self, program, *words):
        argv = [binaries() / program, *words]
        if os.geteuid() != 0:
            return argv
        return [
            "setpriv",
            f"--reuid={_SERVERS_USER}",
            f"--regid={_SERVERS_USER}",
            "--init-groups",
            "--pdeathsig=QUIT",
            *argv,
        ]
