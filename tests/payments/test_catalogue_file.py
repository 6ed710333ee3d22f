"""The catalogue's file: every mistake is named with its row, and a wrong file changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from payments.catalogue.loading import FILE
from payments.models import AccountKind, Biller, Category, City, Service
from tests.requirement_marks import Done

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], None]


def row(data: dict[str, Any], section: str, key: str) -> dict[str, Any]:
    return next(each for each in data[section] if each["key"] == key)


def in_row(section: str, called: str, /, **values: Any) -> Change:
    """Sets words of a row; None takes the word away."""

    def change(data: dict[str, Any]) -> None:
        found = row(data, section, called)
        found.update(values)
        for word in [word for word, value in values.items() if value is None]:
            del found[word]

    return change


def added(section: str, **values: Any) -> Change:
    return lambda data: data[section].append(values)


def without(section: str) -> Change:
    return lambda data: data.pop(section)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Change], Path]:
    """Our file with one change."""

    def write(change: Change) -> Path:
        data = yaml.safe_load(FILE.read_text())
        change(data)
        file = tmp_path / "services.yaml"
        file.write_text(yaml.safe_dump(data, allow_unicode=True))
        return file

    return write


MISTAKES = [
    (in_row("services", "icon", account="acount-6"),
     "services: icon: account 'acount-6' is not among account_kinds"),
    (in_row("services", "icon", city="atlantis"), "services: icon: city 'atlantis'"),
    (in_row("services", "icon", biller="nobody"), "services: icon: biller 'nobody'"),
    (in_row("services", "icon", category="x"), "services: icon: category 'x'"),
    (in_row("services", "icon", amount=[500]), "services: icon: amount: [least, most]"),
    (in_row("services", "icon", amount=[500, 100]), "services: icon: amount: [least, most]"),
    (in_row("services", "icon", amount=[0, 100]), "services: icon: amount: [least, most]"),
    (in_row("services", "icon", amount=[0.5, 100]), "services: icon: amount: [least, most]"),
    (in_row("services", "icon", amount=[1, 10**12]), "services: icon: amount: [least, most]"),
    (in_row("services", "icon", amount=None), "services: icon: 'amount' is missing"),
    (in_row("services", "icon", cost=5), "services: icon: 'cost' is no word here"),
    (in_row("services", "icon", code=137), "services: icon: 'code' is a text: write it in quotes"),
    (in_row("services", "icon", invoice="yes"), "services: icon: invoice: true or false"),
    (in_row("services", "icon", invoice=True), "the protocol 'osmp' of its biller tells no bills"),
    (in_row("services", "icon", key="Icon!"), "small Latin letters, digits and dashes"),
    (in_row("services", "icon", key="beeline"), "services: beeline: the key stands twice"),
    (in_row("services", "icon", name=["ICON", "ICON"]), "'name' is three texts"),
    (in_row("services", "icon", name=["ICON", "", "ICON"]), "'name' is three texts"),
    (in_row("services", "icon", name="ICON"), "'name' is three texts"),
    (in_row("services", "icon", name=["x" * 121] * 3), "'name' has at most 120 signs"),
    (in_row("billers", "icon", bin="210140000106"), "billers: icon: bin: '210140000106' is no BIN"),
    (in_row("billers", "icon", bin=210140000105), "'bin' is a text: write it in quotes"),
    (in_row("billers", "icon", protocol="soap"), "protocol: 'soap'; BILLER_GATEWAYS has"),
    (in_row("billers", "icon", address="ftp://x"), "is no http or https address"),
    (in_row("account_kinds", "account-9", digits=8), "account-9: its own example '104 552 310'"),
    (in_row("account_kinds", "account-9", digits="9"), "digits: a number or [least, most]"),
    (in_row("account_kinds", "account-9", digits=[9, 5]), "digits: a number or [least, most]"),
    (in_row("account_kinds", "account-9", digits=99), "digits: a number or [least, most]"),
    (in_row("account_kinds", "account-9", check="crc"), "check: 'crc'; one of luhn, iin, mod11-10"),
    (in_row("account_kinds", "account-9", reads="roman"), "reads: 'roman'; one of mobile"),
    (in_row("account_kinds", "account-9", prefix="K"), "prefix: the digits that"),
    (in_row("account_kinds", "account-9", pattern="[0-9]+"), "pattern: what `reads: text` needs"),
    (in_row("account_kinds", "account-9", groups=[0]), "groups and shows: numbers from 1 up"),
    (in_row("account_kinds", "login", pattern="["), "login: pattern:"),
    (in_row("account_kinds", "login", check="luhn"), "are words of `reads: digits`"),
    (in_row("account_kinds", "login", hint=None), "login: 'hint' is missing"),
    (added("cities", key="x"), "cities: x: 'name' is missing"),
    (added("services"), "services: row "),
    (without("account_kinds"), "the sections are: cities, categories, account_kinds"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_named_with_its_row(
    written: Callable[[Change], Path], change: Change, told: str
) -> None:
    file = written(change)
    with pytest.raises(CommandError) as refused:
        call_command("load_services", check=True, file=file)
    assert told in str(refused.value)


def test_all_mistakes_are_named_at_once(written: Callable[[Change], Path]) -> None:
    def both(data: dict[str, Any]) -> None:
        in_row("services", "icon", amount=[0, 1])(data)
        in_row("billers", "maec", bin="1")(data)

    with pytest.raises(CommandError) as refused:
        call_command("load_services", file=written(both))
    assert "services: icon:" in str(refused.value)
    assert "billers: maec:" in str(refused.value)


def test_a_wrong_file_changes_nothing(written: Callable[[Change], Path]) -> None:
    models = (AccountKind, Biller, Category, City, Service)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]

    def wrong(data: dict[str, Any]) -> None:
        in_row("cities", "astana", name=["A", "A", "A"])(data)
        in_row("services", "icon", amount=None)(data)

    with pytest.raises(CommandError):
        call_command("load_services", file=written(wrong))
    assert before == [list(m._default_manager.order_by("pk").values()) for m in models]


def test_a_check_changes_nothing_and_says_how_much_there_is(
    command: Callable[..., Done], tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(FILE.read_text().replace("name: [Астана, Астана", "name: [Elorda, Астана"))
    done = command("load_services", "--check", "--file", str(file))
    assert (done.code, done.err) == (0, "")
    assert "22 categories, 23 billers, 28 services" in done.out
    assert City.objects.get(key="astana").name_kk == "Астана"


def test_a_service_that_no_line_prices_is_named_by_the_check(
    written: Callable[[Change], Path],
) -> None:
    file = written(in_row("categories", "landline", tariff="landlines"))
    with pytest.raises(CommandError) as refused:
        call_command("load_services", check=True, file=file)
    assert "services: astel-phone: the tariff in force has no line for category" in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: [", "no YAML"), ("", "the sections are"), ("- 1", "the sections are"),
     ("\x00", "no YAML"), ("cities: 1\n" * 2, "line 2: 'cities' stands twice"),
     ("? [1]\n: 2", "no YAML"), ("!!python/object/apply:os.system [ls]", "no YAML")],
)  # fmt: skip
def test_what_is_no_catalogue_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "services.yaml"
    file.write_text(text)
    with pytest.raises(CommandError, match=told):
        call_command("load_services", file=file)


def test_bytes_that_are_no_text_are_one_line(tmp_path: Path) -> None:
    file = tmp_path / "services.yaml"
    file.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(CommandError, match="no YAML"):
        call_command("load_services", file=file)
