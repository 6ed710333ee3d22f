"""docker-compose.yml without containers: its commands, variables and files on this machine's parts.

What differs is where things are: ports and addresses of the test instead of the containers' names,
a folder of the test instead of /run/secrets.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from homebank.lib.embedded import CHECKOUT, Postgres, Valkey, _valkey_binary
from homebank.lib.ports import free_port, listens
from tests.notifications.centre import Centre
from tests.running.certificates import make_certificate, make_seal

HOST = "homebank.example"
PROXY_ADDRESS = "172.31.77.2"
NGINX_MISSING = "nginx is missing. Install: sudo apt-get install nginx"
GATEWAY = "tests.notifications.centre.HttpGateway"


def compose() -> dict[str, Any]:
    """docker-compose.yml as Compose reads it, variables not filled in."""
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    return found


def dockerfile_variables() -> dict[str, str]:
    """What the last stage of the Dockerfile (the proxy) sets by ENV."""
    stage = (CHECKOUT / "Dockerfile").read_text().split(" AS proxy")[1].replace("\\\n", " ")
    pairs = re.findall(r"([A-Z_]+)=(\S+)", " ".join(re.findall(r"^ENV (.*)$", stage, re.M)))
    return dict(pairs)


@dataclass
class Production:
    """The bank as docker-compose.yml describes it, in a folder of its own."""

    folder: Path
    centre: Centre = field(default_factory=Centre)
    site_port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    def make_secrets(self) -> subprocess.CompletedProcess[str]:
        """What `make secrets` does."""
        command = [sys.executable, "deploy/make_secrets.py", "--into", str(self.secrets)]
        return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)

    def bring(self) -> None:
        """What others issue: the certificate, the seal, passwords that this bank does not need."""
        make_certificate(self.secrets, HOST)
        make_seal(self.secrets)
        for name in ("sms_secret", "invoice_password"):
            (self.secrets / name).touch()

    def prepare(self) -> None:
        """What the image does when it is built: static files and words."""
        done = subprocess.run(
            [sys.executable, "deploy/prepare.py"], cwd=CHECKOUT, text=True, capture_output=True,
            check=False,
            env={"PATH": os.defpath, "HOMEBANK_STATIC_ROOT": str(self.folder / "static")},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        shutil.copy(CHECKOUT / "deploy/nginx/desk-access.conf", self.folder)

    def start_servers(self) -> None:
        """A cluster whose roles the compose file's own script makes; Valkey with its command."""
        self.centre.open()
        self.postgres = Postgres(self.folder / "postgres", fast=True)
        self.postgres._initialise()
        made = {**self.postgres.made(), "roles": True}  # so that the cluster makes none itself
        (self.folder / "postgres" / "made.json").write_text(json.dumps(made))
        self.postgres.start()
        done = self._make_roles(made)
        assert done.returncode == 0, done.stderr
        self._start_valkey()

    def start_site(self, *names: str) -> None:
        """Migrate, then start the named services by their own commands."""
        done = self.run("migrate")
        assert done.returncode == 0, done.stderr
        for name in names:
            self.start(name)

    def start(self, name: str) -> None:
        """Start one service of the bank."""
        log = open(self.folder / f"{name}.log", "ab")  # noqa: SIM115 (the process keeps it)
        self.processes[name] = subprocess.Popen(
            self.command(name), cwd=CHECKOUT, env=self.environment(name), stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()

    def run(self, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a one-shot service to its end; with arguments, as `docker compose run` does."""
        command = [sys.executable, "manage.py", *arguments] if arguments else self.command(service)
        return subprocess.run(command, cwd=CHECKOUT, env=self.environment(service), text=True,
                              capture_output=True, check=False, timeout=600)  # fmt: skip

    def command(self, service: str) -> list[str]:
        """The service's command, its addresses replaced by the test's."""
        told = [str(part) for part in compose()["services"][service]["command"]]
        programs = {"python": [sys.executable], "gunicorn": [sys.executable, "-m", "gunicorn"],
                    "celery": [sys.executable, "-m", "celery"]}  # fmt: skip
        rest = [part.replace("0.0.0.0:8000", f"127.0.0.1:{self.site_port}")
                .replace("=/tmp/", f"={self.folder}/") for part in told[1:]]  # fmt: skip
        return [*programs[told[0]], *rest]

    def environment(self, service: str) -> dict[str, str]:
        """The service's variables and nothing else but PATH."""
        told = compose()["services"][service]["environment"]
        filled = {name: re.sub(r"\$\{HOMEBANK_HOST[^}]*\}", HOST, str(value))
                  .replace("/run/maintenance", str(self.folder))
                  .replace("/run/secrets", str(self.secrets)).replace(PROXY_ADDRESS, "127.0.0.1")
                  for name, value in told.items()}  # fmt: skip
        return {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "homebank.settings",
                "PYTHONPATH": str(CHECKOUT), "HOMEBANK_SMS_GATEWAY": GATEWAY,
                "HOMEBANK_STATIC_ROOT": str(self.folder / "static"),
                **filled,
                "SMS_CENTRE_URL": self.centre.url}  # fmt: skip

    def start_nginx(self) -> None:
        """The proxy with deploy/nginx/nginx.conf.template, filled in as the image fills it in."""
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert nginx, NGINX_MISSING
        config = self.folder / "nginx.conf"
        config.write_text(self._filled((CHECKOUT / "deploy/nginx/nginx.conf.template").read_text()))
        (self.folder / "tmp").mkdir(exist_ok=True)
        user = " user root;" if os.geteuid() == 0 else ""  # the test's folders are for root alone
        log = open(self.folder / "nginx.log", "ab")  # noqa: SIM115 (the process keeps it)
        self.processes["nginx"] = subprocess.Popen(
            [nginx, "-c", str(config), "-g", f"daemon off;{user}"], stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        log.close()
        self.wait(lambda: listens(self.https_port), "nginx")

    def stop(self, *names: str) -> None:
        """End the named processes politely; all of them and the servers without names."""
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            process.terminate()
            process.wait(240)
        if not names:
            self.centre.close()
            self.valkey.stop()
            self.postgres.remove()

    def wait(self, happened: Any, name: str, seconds: float = 240) -> None:
        """Until it happened; else the last words of the process's log."""
        until = time.monotonic() + seconds
        while not happened():
            log = self.folder / f"{name}.log"
            assert time.monotonic() < until, log.read_text()[-3000:] if log.exists() else name
            time.sleep(0.05)

    def _filled(self, template: str) -> str:
        told = {**dockerfile_variables(), **compose()["services"]["nginx"]["environment"]}
        here = {"NGINX_HTTP_PORT": f"127.0.0.1:{self.http_port}", "NGINX_HOST": HOST,
                "NGINX_HTTPS_PORT": f"127.0.0.1:{self.https_port}", "NGINX_DESK": "desk",
                "NGINX_UPSTREAM": f"127.0.0.1:{self.site_port}",
                "NGINX_STATIC": str(self.folder / "static"), "NGINX_TMP": str(self.folder / "tmp"),
                "NGINX_CERTIFICATE": str(self.secrets / "tls_certificate"),
                "NGINX_KEY": str(self.secrets / "tls_key"),
                "NGINX_DESK_ACCESS": str(self.folder / "desk-access.conf")}  # fmt: skip
        names = {name for name in told if name.startswith("NGINX_")}
        assert set(re.findall(r"\$\{(NGINX_\w+)\}", template)) <= names
        return re.sub(r"\$\{(NGINX_\w+)\}", lambda found: here[found[1]], template)

    def _make_roles(self, made: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """The script that the image of PostgreSQL would run, with that service's variables."""
        told = compose()["services"]["postgres"]["environment"]
        files = {name: value.replace("/run/secrets", str(self.secrets))
                 for name, value in told.items() if name.endswith("_FILE")}  # fmt: skip
        bin_folder = self.postgres.prefix / "bin"
        return subprocess.run(
            ["sh", str(CHECKOUT / "deploy/postgres/10-roles.sh")], text=True, check=False,
            capture_output=True,
            env={"PATH": f"{bin_folder}:{os.defpath}", **files, "PGHOST": "127.0.0.1",
                 "PGPORT": str(made["port"]), "PGPASSWORD": made["postgres"]},
        )  # fmt: skip

    def _start_valkey(self) -> None:
        self.valkey = Valkey(self.folder / "valkey")
        self.valkey.root.mkdir()
        port = free_port()
        _server, config, *flags = compose()["services"]["valkey"]["command"]
        flags = [flag.replace("/data", str(self.valkey.root)) for flag in flags]
        config = config.replace("/run/secrets", str(self.secrets))
        subprocess.run(
            [_valkey_binary(), config, *flags, "--port", str(port), "--bind", "127.0.0.1",
             "--daemonize", "yes", "--pidfile", str(self.valkey.root / "pid")],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait(lambda: listens(port), "valkey")
        moved = {"@postgres/": f"@127.0.0.1:{self.postgres.made()['port']}/",
                 "@valkey/": f"@127.0.0.1:{port}/"}  # fmt: skip
        for name in ("database_url", "database_owner_url", "redis_url"):
            text = (self.secrets / name).read_text()
            for there, here in moved.items():
                text = text.replace(there, here)
            (self.secrets / name).chmod(0o600)
            (self.secrets / name).write_text(text)
