"""Loading a tariff: once, never changed, and every mistake in a file named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tariffs.errors import TariffFileRefused
from tariffs.files import read_tariff
from tariffs.loading import PUBLISHED, load_tariff
from tariffs.models import TariffLine, TariffVersion
from tests.requirement_marks import Done

TEXT = (PUBLISHED / "vi.yaml").read_text()


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """The published file with pieces replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = TEXT
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "changed.yaml").write_text(text)
        return tmp_path / "changed.yaml"

    return write


@pytest.mark.django_db
def test_loading_again_changes_nothing(command: Callable[..., Done]) -> None:
    before = list(TariffLine.objects.values())
    done = command("load_tariffs")
    assert done.code == 0
    assert "version 1, in force from 2025-01-01: already loaded, nothing changed." in done.out
    assert list(TariffLine.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.requirement("TAR-03", "never changed in place")
def test_a_changed_file_under_a_loaded_number_is_refused(
    command: Callable[..., Done], file: Callable[..., Path]
) -> None:
    cheaper = (("fixed: 35", "fixed: 34"), ('{"1000": "35.00"}', '{"1000": "34.00"}'))
    done = command("load_tariffs", str(file(*cheaper)))
    assert done.code == 1
    assert "changes line 3 of version 1, which is loaded already" in done.err
    assert "give the new tariff a new number" in done.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "what"),
    [(("2025-01-01", "2025-02-01"), "its date"), (('en: "VI. Homebank"', 'en: "VII"'), "title"),
     (('  - item: "16"\n    key: media_ads', '  - item: "16.1"\n    key: media_ads'), "line 16.1"),
     (("en: \"Air tickets\"", "en: \"Tickets\""), "line 12")],
)  # fmt: skip
def test_not_even_a_name_of_a_loaded_version_is_changed(
    file: Callable[..., Path], change: tuple[str, str], what: str
) -> None:
    with pytest.raises(TariffFileRefused, match=what):
        load_tariff(path=file(change))


@pytest.mark.django_db
def test_two_versions_do_not_come_into_force_on_one_day(file: Callable[..., Path]) -> None:
    with pytest.raises(TariffFileRefused, match="Version 1 comes into force on 2025-01-01"):
        load_tariff(path=file(("version: 1", "version: 2")))


@pytest.mark.django_db
def test_a_new_version_is_loaded_with_all_its_lines(
    command: Callable[..., Done], file: Callable[..., Path]
) -> None:
    done = command("load_tariffs", str(file(("version: 1", "version: 2"), ("2025-", "2045-"))))
    assert done.out == "Tariff 'VI. Homebank', version 2, in force from 2045-01-01: loaded.\n"
    one, two = TariffVersion.objects.order_by("number")
    assert one.lines.count() == two.lines.count() == 45
    printed = [version.lines.filter(is_printed=True).count() for version in (one, two)]
    assert printed == [44, 44]


@pytest.mark.parametrize(
    ("change", "told"),
    [(("fixed: 35", "fixed: 35.5"), "line 3: 35.5 is no whole number"),
     (("fixed: 35", "fixed: -35"), "line 3: -35 is no whole number"),
     (("fixed: 35", 'fixed: "35"'), "line 3: '35' is no whole number"),
     (("fixed: 35", "fixed: true"), "line 3: True is no whole number"),
     (("fixed: 35", "fixed: 36"), "line 3 gives 36.00, not 35.00"),
     (("fixed: 35", "fixed: 35\n    rate: 5"), "line 3: one of fixed and rate"),
     (("fixed: 35", "fee: 35"), "line 3: unknown word 'fee'"),
     (("    fixed: 35\n", ""), "line 3: a price and what it prices come together"),
     (('      en: "Mobile services"\n', ""), "line 3: a name in each of kk, ru, en"),
     (("key: landline", "key: mobile"), r"a key of its own, \['mobile'\]"),
     (("from: 5001", "from: 5002"), "line 25: tier 25.3 begins at 5001"),
     (("from: 100001, fee", "from: 100001, to: 200000, fee"), "line 25: the last tier has no end"),
     (("in_force_from: 2025-01-01", "in_force_from: soon"), "in_force_from is a date"),
     (("currency: KZT", "currency: XAU"), "currency is one with two decimals"),
     (("worked:", "worked: []\nx:"), "the file: unknown word 'x'"),
     (("version: 1", "version: ["), "cannot be read")],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named(
    file: Callable[..., Path], change: tuple[str, str], told: str
) -> None:
    with pytest.raises(TariffFileRefused, match=told):
        read_tariff(file(change))


@pytest.mark.parametrize("text", ["", "[]", "5", "\x00", "version: 1", "lines: {}"])
def test_what_is_no_tariff_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "some.yaml").write_text(text)
    with pytest.raises(TariffFileRefused, match=r"some\.yaml"):
        read_tariff(tmp_path / "some.yaml")


@pytest.mark.django_db
def test_a_missing_file_is_one_line(command: Callable[..., Done]) -> None:
    done = command("load_tariffs", "nowhere.yaml")
    assert done.code == 1
    assert "nowhere.yaml cannot be read" in done.err
