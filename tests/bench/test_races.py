"""The benchmark runs, and exposes whoever is fast and wrong. No test here asserts a speed."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks import cluster, measures, race, report
from benchmarks.goals import Line
from tests import environment

LITTLE = replace(measures.SMALL, seconds=0.1, reads=5, profiled=2)
RACERS = ("minimal", "whole", "cursor", "typical", "post", "payment", "hot", "big-book",
          "card-host")  # fmt: skip

pytestmark = pytest.mark.xdist_group("bench")


@pytest.fixture
def servers() -> Iterator[cluster.Cluster]:
    """The servers of this run of tests, with the databases of the race thrown away after it."""
    values = {**os.environ, **cluster.as_in_production()}
    made = cluster.Cluster(environment.STATE, environment.postgres(), values)
    yield made
    for name in RACERS:
        made.drop(name)


def test_whole_payments_race_and_every_book_is_proven(servers: cluster.Cluster) -> None:
    lines, detail = measures.measure_payments(servers, LITTLE, {"P1", "P1b"})
    assert {line.goal for line in lines} == {"P1", "P1b", "P4"}
    assert all(each["2"]["a_second"] > 0 for each in detail.values())


def test_a_contender_that_loses_money_is_exposed(servers: cluster.Cluster) -> None:
    with (
        pytest.raises(race.WrongBook, match="entries sum to zero"),
        race.entrants(servers, ["minimal"], clients=1, world=LITTLE.world),
        servers.superuser("bench_minimal") as c,
    ):
        c.execute("DELETE FROM entry WHERE id = 1")


def test_a_book_with_a_lost_payment_is_exposed(servers: cluster.Cluster) -> None:
    with (
        pytest.raises(race.WrongBook, match="not so: transfers are as many"),
        race.entrants(servers, ["whole"], clients=1, world=LITTLE.world) as racing,
    ):
        racing["whole"].paid += 1


def test_statements_and_balances_are_read_in_a_large_book(servers: cluster.Cluster) -> None:
    lines, _detail = measures.measure_reading(servers, LITTLE, {"P6"})
    assert len(lines) == 8


def test_authorisations_over_the_socket_are_counted_by_their_holds(
    servers: cluster.Cluster,
) -> None:
    lines, detail = measures.measure_authorisations(servers, LITTLE, {"P11"})
    assert [line.goal for line in lines] == ["P11"]
    assert detail["card-host"]["2"]["a_second"] > 0


def test_the_profile_names_statements_and_functions(servers: cluster.Cluster) -> None:
    _lines, told = measures.profile_payment(servers, LITTLE, {"P1b"})
    assert any("ledger_hold" in row["statement"] for row in told["statements"])
    assert any("pay_bill" in row["function"] for row in told["functions"])


def test_a_goal_knows_whether_it_is_met() -> None:
    faster = Line("P1", "ours", "theirs", 3.0, 4.0, "payments/s", least=0.75)
    slower = Line("P4", "ours", "theirs", 3.0, 2.0, "ms", most=1.2)
    assert (faster.is_met, slower.is_met) == (True, False)


def test_the_docs_have_a_place_for_each_table() -> None:
    text = report.DOCS.read_text()
    for mark in ("figures-disk", "figures-memory", "profile"):
        assert f"<!-- {mark} -->\n" in text
        assert f"<!-- /{mark} -->" in text
