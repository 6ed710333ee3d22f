"""A contender's process: prepares its world, then forks a client for each that shall pay.

Reads orders as JSON lines on stdin, answers each by a JSON line on stdout. Started by race.py.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Contender, World, make
from benchmarks.profiling import profile

fork = multiprocessing.get_context("fork")
WARM_UP = 20


def main(name: str) -> None:
    """Obey orders until stdin ends: prepare, open, run, prove."""
    answers, sys.stdout = sys.stdout, sys.stderr
    _wake_django(name)
    contender = make(name, os.environ["BENCH_DATABASE_URL"], World(**json.loads(sys.argv[2])))
    clients: list[Connection] = []
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "prepare":
            contender.prepare()
            _disconnect()
            answer: Any = {}
        elif order["do"] == "open":
            clients += [_fork_client(contender, n) for n in range(order["clients"])]
            answer = {"ready": [client.recv() for client in clients]}
        elif order["do"] == "run":
            answer = _run(clients[: order["clients"]], order["seconds"])
        elif order["do"] == "profile":
            answer = profile(contender, order["payments"])
        elif order["do"] == "measure":
            answer = contender.measure(**order["what"])
        else:
            answer = {"wrong": contender.wrong(order["paid"])}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _wake_django(name: str) -> None:
    apps = CONTENDERS[name][2]
    module = "benchmarks.bank_settings" if apps is None else "benchmarks.settings"
    os.environ |= {"DJANGO_SETTINGS_MODULE": module, "BENCH_APPS": ",".join(apps or ())}
    if apps is None:
        import homebank.celery  # noqa: F401 (nudges go where the site's go)
    import django

    django.setup()


def _fork_client(contender: Contender, number: int) -> Connection:
    ours, theirs = fork.Pipe()
    fork.Process(target=_client, args=(contender, number, theirs), daemon=True).start()
    return ours


def _client(contender: Contender, number: int, orders: Connection) -> None:
    """Connect, warm up, then pay in each round from the start that is given to its end."""
    contender.draw.seed(number)
    contender.open(number)
    contender.make_ready(1)
    for _ in range(WARM_UP):
        contender.pay()
    orders.send(WARM_UP)
    while _has_orders(orders, os.getppid()):
        seconds = orders.recv()
        contender.make_ready(seconds)
        orders.send(None)
        orders.recv()
        orders.send(_round(contender, seconds))


def _has_orders(orders: Connection, parent: int) -> bool:
    """Waits for the next order; no more come once the worker is gone."""
    while not orders.poll(2):
        if os.getppid() != parent:
            return False
    return True


def _round(contender: Contender, seconds: float) -> dict[str, Any]:
    spent: list[float] = []
    server = _cpu_of(contender.backend_pid())
    cpu, begun = time.process_time(), time.perf_counter()
    before, until = begun, begun + seconds
    while before < until:
        contender.pay()
        after = time.perf_counter()
        spent.append(after - before)
        before = after
    return {
        "paid": len(spent), "seconds": before - begun, "spent": spent,
        "client": time.process_time() - cpu, "server": _cpu_of(contender.backend_pid()) - server,
    }  # fmt: skip


def _cpu_of(pid: int) -> float:
    """Seconds of CPU that the process has used; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _run(clients: list[Connection], seconds: float) -> dict[str, Any]:
    """One round: all get ready, then all start together."""
    for client in clients:
        client.send(seconds)
    for client in clients:
        client.recv()
    for client in clients:
        client.send(None)
    rounds = [client.recv() for client in clients]
    spent = sorted(one for each in rounds for one in each["spent"])
    paid = sum(each["paid"] for each in rounds)
    return {
        "paid": paid,
        "a_second": sum(each["paid"] / each["seconds"] for each in rounds),
        "p50_ms": spent[len(spent) // 2] * 1000,
        "p95_ms": spent[len(spent) * 95 // 100] * 1000,
        "client_cpu_ms": sum(each["client"] for each in rounds) / paid * 1000,
        "server_cpu_ms": sum(each["server"] for each in rounds) / paid * 1000,
    }


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1])
