"""`manage.py quote --service`: a service is priced by what it is, whoever runs it."""

import json
from collections.abc import Callable

import pytest

from payments.models import Biller, Category, Service
from tests.requirement_marks import Done

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Callable[[str, str], str]:
    """Adds a service of the category and the biller to the catalogue; its slug."""

    def add(category: str, biller: str) -> str:
        names = {"name_kk": "Қызмет", "name_ru": "Услуга", "name_en": "Service"}
        kind, _ = Category.objects.get_or_create(
            tariff=category, defaults={"key": category, "icon": "x", "position": 99, **names}
        )
        who = Biller.objects.create(key=f"b-{biller}", bin="0", protocol="osmp", tariff=biller,
                                    **names)  # fmt: skip
        slug = f"{category}-{biller}"
        Service.objects.create(key=slug, category=kind, biller=who, account_kind_id="mobile",
                               minimum_minor=1, maximum_minor=10**9, position=99,
                               search_key="", **names)  # fmt: skip
        return slug

    return add


def asked(command: Callable[..., Done], slug: str) -> dict[str, object]:
    done = command("quote", "--service", slug, "--amount", "20000", "--json")
    assert done.code == 0, done.err
    told: dict[str, object] = json.loads(done.out)
    return told


@pytest.mark.requirement("TAR-01", "named billers before categories")
@pytest.mark.parametrize(
    ("category", "biller", "line", "fee"),
    [("utilities", "astana_erc", "21", "100.00"), ("utilities", "maec_kazatomprom", "20", "0.00"),
     ("university", "miras_university_shymkent", "20", "0.00"), ("mobile", "osmp", "11", "95.00"),
     ("internet", "basis_telecom", "22", "100.00"),
     ("fn_management", "fn_management", "19", "200.00")],
)  # fmt: skip
def test_a_named_biller_is_priced_by_its_own_line(
    command: Callable[..., Done], service: Callable[[str, str], str], category: str, biller: str,
    line: str, fee: str,
) -> None:  # fmt: skip
    told = asked(command, service(category, biller))
    assert (told["line"], told["fee"]) == (line, fee)


@pytest.mark.requirement("TAR-01", "exclusions")
def test_utilities_are_line_7_for_all_but_astana_erc(
    command: Callable[..., Done], service: Callable[[str, str], str]
) -> None:
    assert asked(command, service("utilities", "almatyenergo"))["line"] == "7"
    assert asked(command, service("utilities", "astana_erc"))["line"] == "21"


def test_a_service_of_the_catalogue_is_priced_by_its_category(command: Callable[..., Done]) -> None:
    assert asked(command, "activ") == {
        "line": "3", "fee": "35.00", "currency": "KZT", "version": 1, "formula": "35.00",
    }  # fmt: skip


def test_line_and_service_must_agree(command: Callable[..., Done]) -> None:
    both = ("quote", "--service=activ", "--amount=1000")
    assert command(*both, "--line=3").code == 0
    done = command(*both, "--line=7")
    assert (done.code, done.err) == (2, "Service activ is priced by line 3, not by 7.")


def test_a_service_without_a_fee_is_refused(
    command: Callable[..., Done], service: Callable[[str, str], str]
) -> None:
    done = command("quote", "--service", service("payment_systems", "qiwi"), "--amount", "1000")
    assert done.code == 2
    assert done.err.startswith("The tariff has no fee for this payment")
