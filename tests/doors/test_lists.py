"""Every list of the desk goes by indexes: none counts, sorts or searches a million rows whole.

What is proven here of each registered table by its queries and indexes is measured at a million
rows by benchmarks/desk_lists.py.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import filters
from django.contrib.admin.views.main import ORDER_VAR
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.admin import RoleFilter
from homebank.lib import desk_lists
from homebank.lib.desk import LookOnly
from notifications.models import Event
from tests.accounts.staff import at_the_desk
from tests.doors.cast import World
from tests.doors.rules import AUDITOR

# What the bank itself sets up: some hundreds of rows, searched and sorted as Django does.
SMALL = {
    "auth.group", "channel.terminal", "notifications.gatewaystate", "payments.accountkind",
    "payments.biller", "payments.category", "payments.service", "tariffs.exchangerate",
    "tariffs.tariffversion",
}  # fmt: skip
# What an index of its own answers, and the columns that one begins with.
OWN_FILTERS = {
    "accounts.admin.WaitingNumber": ("accounts_proposal", "kind"),
    "cards.admin.PutAside": ("cards_presentment", "id"),
    "cards.ordering.desk.Queue": ("cards_cardorder", "state"),
    "notifications.admin.GatewayFilter": ("notifications_sms", "gateway"),
}
HOW = "docs/desk.md, Lists, says how a list stays fast"
TABLES = sorted(admin.site._registry.values(), key=lambda each: each.opts.label_lower)
BIG = [each for each in TABLES if each.opts.label_lower not in SMALL]


def label(desk: Any) -> str:
    return str(desk.opts.label_lower)


def list_of(desk: Any) -> str:
    return reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")


@pytest.mark.parametrize("desk", TABLES, ids=label)
def test_a_list_is_one_of_the_house(desk: Any) -> None:
    assert isinstance(desk, LookOnly)
    assert desk.is_small == (label(desk) in SMALL), HOW
    assert desk.paginator is desk_lists.ShallowPaginator
    assert (desk.list_editable, desk.date_hierarchy, desk.show_full_result_count) == ((), None, 0)
    if not desk.is_small:
        assert desk.sortable_by == (), HOW
        assert not desk.search_fields, f"found_by goes by an index: {HOW}"


@pytest.mark.parametrize("desk", TABLES, ids=label)
def test_nobody_adds_changes_or_deletes_a_row_whatever_they_may(desk: Any) -> None:
    """Not even somebody with every permission there is, nor by a table under the row's page."""
    anybody: Any = None
    for each in (desk, *(inline(desk.model, admin.site) for inline in desk.inlines)):
        assert not each.has_add_permission(anybody)
        assert not each.has_change_permission(anybody)
        assert not each.has_delete_permission(anybody)
    assert not desk.actions


@pytest.mark.parametrize("desk", TABLES, ids=label)
def test_no_filter_is_a_drop_down_of_rows(desk: Any) -> None:
    """Neither of another table's rows nor of all values that a column has."""
    for each in desk.list_filter:
        field, kind = each if isinstance(each, tuple) else (each, None)
        if isinstance(field, type):
            assert issubclass(field, filters.SimpleListFilter)
        elif kind is not RoleFilter:
            column = desk.model._meta.get_field(field)
            assert not column.is_relation or issubclass(kind, filters.EmptyFieldListFilter), HOW
            listed = column.choices or column.get_internal_type() == "BooleanField"
            assert kind or listed or desk.is_small, f"{field} reads every row: {HOW}"


@pytest.mark.parametrize("desk", BIG, ids=label)
def test_what_a_row_is_found_by_has_an_index(db: None, desk: Any) -> None:
    for path in desk.found_by:
        *way, last = path.split("__")
        model = desk.model
        for step in way:
            model = model._meta.get_field(step).related_model
        field = model._meta.pk if last == "pk" else model._meta.get_field(last)
        first = {columns[0] for columns, _where in indexes_of(model._meta.db_table)}
        assert field.column in first, f"{path}: {HOW}"


@pytest.mark.parametrize("desk", BIG, ids=label)
def test_each_filter_has_an_index_in_the_order_of_the_list(db: None, desk: Any) -> None:
    """One that begins with the column and goes on as the list does, or holds only such rows."""
    for each in desk.list_filter:
        field, kind = each if isinstance(each, tuple) else (each, None)
        if isinstance(field, type):
            table, first = OWN_FILTERS[f"{field.__module__}.{field.__name__}"]
            assert first in {columns[0] for columns, _where in indexes_of(table)}, HOW
        elif kind is not RoleFilter:  # six groups, some dozens of staff in each
            column, order = desk.model._meta.get_field(field).column, column_of(desk)
            assert any(
                columns[:2] == [column, order] or (columns[0] == order and column in where)
                for columns, where in indexes_of(desk.opts.db_table)
            ), f"{field}: {HOW}"


def test_no_list_counts_sorts_or_reads_its_table_whole(world: World) -> None:
    auditor, wrong = world.visitor(AUDITOR), []
    for desk in BIG:
        for address in (list_of(desk), f"{list_of(desk)}?{ORDER_VAR}=2.-1"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert auditor.get(address).status_code == 200
            wrong += [f"{address}: {fault}" for fault in faults_of(desk, asked)]
    assert wrong == [], HOW


def test_a_list_costs_as_many_queries_for_a_page_as_for_a_row(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = world.visitor(AUDITOR)
    several = [desk for desk in TABLES if desk.model._default_manager.count() > 1]
    assert {"cards.authorization", "ledger.entry", "notifications.event", "notifications.sms",
            "payments.payment"} <= {label(desk) for desk in several}  # fmt: skip
    costs = {}
    for desk in several:
        whole = queries(auditor, list_of(desk))
        monkeypatch.setattr(desk, "list_per_page", 1)
        costs[label(desk)] = whole - queries(auditor, list_of(desk))
    # A list that has further pages may ask once more how many there are.
    assert {name: more for name, more in costs.items() if more > 0} == {}


def test_a_list_leafs_so_far_and_says_that_there_is_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_lists, "LEAFED_ROWS", 2)
    monkeypatch.setattr(admin.site._registry[Event], "list_per_page", 1)
    auditor, address = world.visitor(AUDITOR), reverse("admin:notifications_event_changelist")
    page = auditor.get(address)
    assert page.context["cl"].result_count == 2
    assert "The newest: 2." in page.content.decode()
    beyond = auditor.get(f"{address}?p=3")
    assert beyond.status_code == 302  # no such page: the list from its beginning


@pytest.mark.parametrize("typed", ["x", "%", "' OR 1=1", "9" * 40, "-1", "é" * 300, "00000000"])
def test_whatever_is_typed_into_a_search_finds_or_does_not(db: None, typed: str) -> None:
    auditor, _user = at_the_desk("auditor")
    for desk in TABLES:
        assert auditor.get(list_of(desk), {"q": typed}).status_code == 200, label(desk)


def faults_of(desk: Any, asked: CaptureQueriesContext) -> Iterator[str]:
    """What the queries on the list's own table do that takes longer the more rows there are."""
    table = desk.opts.db_table
    for query in asked.captured_queries:
        sql = query["sql"]
        if f'"{table}"' not in sql or not sql.startswith("SELECT"):
            continue
        if "COUNT(" in sql and "LIMIT" not in sql:
            yield f"counts all: {sql[:200]}"
        elif re.search(rf'FROM "{table}"', sql) and "COUNT(" not in sql:
            yield from (f"{node}: {sql[:200]}" for node in costly(plan_of(sql), table))


def plan_of(sql: str) -> dict[str, Any]:
    """How the server would do it if reading and sorting whole tables were forbidden."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"), [])
        told = cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on")
    [plan] = json.loads(told) if isinstance(told, str) else told
    found: dict[str, Any] = plan["Plan"]
    return found


def costly(node: dict[str, Any], table: str) -> Iterator[str]:
    """Steps that remain although they are forbidden: no index is there for them."""
    if node["Node Type"] == "Sort" or (
        node["Node Type"] == "Seq Scan" and node["Relation Name"] == table
    ):
        yield node["Node Type"]
    for below in node.get("Plans", []):
        yield from costly(below, table)


def indexes_of(table: str) -> list[tuple[list[str], str]]:
    """(columns, condition) of each index of the table, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(replace(pg_get_indexdef(i.indexrelid, k, true), '\"', '')"
            " ORDER BY k), coalesce(pg_get_expr(i.indpred, i.indrelid), '') FROM pg_index i,"
            " generate_series(1, i.indnkeyatts) k WHERE i.indrelid = %s::regclass"
            " GROUP BY i.indexrelid, i.indpred, i.indrelid",
            [table],
        )
        return [(list(columns), where) for columns, where in cursor.fetchall()]


def column_of(desk: Any) -> str:
    """The column that a list's order begins with."""
    order = desk.ordering[0]
    name = order.expression.name if hasattr(order, "expression") else order.lstrip("-")
    pk = desk.model._meta.pk
    return str(pk.column if name == "pk" else desk.model._meta.get_field(name).column)


def queries(client: Client, address: str) -> int:
    """How often the page reads; that a visit goes on is written every ten seconds."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(each["sql"].startswith("SELECT") for each in asked.captured_queries)
