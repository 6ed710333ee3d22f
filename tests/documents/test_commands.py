"""Papers from the command line: withdrawn by number, a seal made for a demo."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from homebank.lib.certificates import read_seal
from tests.documents.tools import sample, words_of


@pytest.mark.django_db
def test_a_withdrawn_paper_is_told_to_whoever_checks_it() -> None:
    paper = sample()
    call_command("withdraw_document", paper.number_shown, reason="replaced")
    page = Client(headers={"accept-language": "en"}).get(
        f"/verify/{paper.number_shown}/{paper.code_shown}/"
    )
    assert "another paper has taken its place" in words_of(page)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["D-2611-0000-0000", "nonsense", ""])
def test_a_number_that_no_paper_has_is_named(number: str) -> None:
    with pytest.raises(CommandError, match="There is no paper"):
        call_command("withdraw_document", number, reason="mistake")


@pytest.mark.django_db
def test_the_second_time_it_is_said_that_it_was_done() -> None:
    paper = sample()
    call_command("withdraw_document", paper.number_shown, reason="mistake")
    with pytest.raises(CommandError, match="withdrawn already"):
        call_command("withdraw_document", paper.number_shown, reason="owner")


def test_a_demos_seal_is_made_into_a_new_folder_only(tmp_path: Path) -> None:
    call_command("make_demo_seal", str(tmp_path / "seal"))
    passphrase = (tmp_path / "seal" / "passphrase").read_text()
    assert read_seal(str(tmp_path / "seal" / "seal.p12"), passphrase).is_demo
    with pytest.raises(CommandError, match="is there already"):
        call_command("make_demo_seal", str(tmp_path / "seal"))
