"""The public page: what the bank says of a paper, to whom, how often, and what it keeps silent."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from documents.limits import WRONG_LOOKS
from documents.models import Document, Reason
from documents.withdrawal import withdraw
from homebank.lib import clock
from homebank.logs import Redact, redacted
from tests.documents.tools import sample, words_of
from tests.payments.payer import Payer

pytestmark = pytest.mark.django_db
FORM = "/verify/"


@pytest.fixture
def stranger() -> Client:
    return Client(headers={"accept-language": "en"})


def qr(paper: Document, **other: str) -> str:
    number, code = other.get("number", paper.number_shown), other.get("code", paper.code_shown)
    return f"/verify/{number}/{code}/"


def typed(client: Client, number: str, code: str) -> Any:
    return client.post(FORM, {"number": number, "code": code})


def another(code: str) -> str:
    return ("1" if code[0] != "1" else "2") + code[1:]


@pytest.mark.requirement("PAY-06", "PDF with verification code")
def test_the_qr_leads_to_what_the_bank_says_of_the_paper(stranger: Client) -> None:
    paper = sample(issued_to="Касымова Айгерим")
    page = words_of(stranger.get(qr(paper)))
    for fact in (paper.number_shown, "valid", "Homebank JSC", "970240000562", "Кас••••• А.",
                 "receipt of a payment", paper.sha256, "Payee Beeline"):  # fmt: skip
        assert fact in page
    assert "Касымова" not in page
    assert "Айгерим" not in page


def test_number_and_code_can_be_typed_as_they_are_read(stranger: Client) -> None:
    paper = sample()
    loose = paper.code_shown.lower().replace("-", " ")
    assert paper.sha256 in words_of(typed(stranger, paper.number_shown.replace("-", ""), loose))


def test_a_wrong_number_and_a_wrong_code_have_one_answer(stranger: Client) -> None:
    paper = sample()
    answers = [
        typed(stranger, paper.number_shown, another(paper.code_shown)),
        typed(stranger, "D-2611-0000-0411", paper.code_shown),
        typed(stranger, "nonsense", paper.code_shown),
        typed(stranger, paper.number_shown, "nonsense"),
    ]
    bare = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    said = {re.sub(r"[0-9A-F]{12}", "", page) for page in bare}
    assert {answer.status_code for answer in answers} == {200}
    assert len(said) == 1
    assert "The bank has no paper" in said.pop()


def test_an_address_that_fits_no_paper_is_not_found(stranger: Client) -> None:
    paper = sample()
    for address in (qr(paper, code=another(paper.code_shown)), qr(paper, number="1"),
                    "/verify/%00/%00/", f"/verify/{'9' * 300}/{'x' * 300}/"):  # fmt: skip
        assert stranger.get(address).status_code == 404, address


def test_an_empty_form_says_what_is_missing(stranger: Client) -> None:
    page = words_of(typed(stranger, "", ""))
    assert "Fill in the field" in page


def test_the_code_is_not_sent_back_to_the_page(stranger: Client) -> None:
    answer = typed(stranger, "D-2611-0000-0411", "ABCD-EFGH-JK")
    assert "D-2611-0000-0411" in answer.content.decode()
    assert "ABCD-EFGH-JK" not in answer.content.decode()


def test_after_so_many_wrong_tries_a_network_waits_and_is_told_until_when(stranger: Client) -> None:
    paper = sample()
    for _each in range(WRONG_LOOKS.count):
        assert stranger.get(qr(paper, number="1")).status_code == 404
    refused = stranger.get(qr(paper))
    assert refused.status_code == 429
    assert re.search(r"after \d\d:\d\d", words_of(refused))
    assert Client(REMOTE_ADDR="198.51.100.7").get(qr(paper)).status_code == 200
    with clock.moved(WRONG_LOOKS.per + timedelta(seconds=1)):
        assert stranger.get(qr(paper)).status_code == 200


def test_right_looks_are_never_limited(stranger: Client) -> None:
    paper = sample()
    for _each in range(WRONG_LOOKS.count + 5):
        assert stranger.get(qr(paper)).status_code == 200


def test_each_look_of_a_stranger_is_counted(stranger: Client) -> None:
    paper = sample()
    assert "Checked before never" in words_of(stranger.get(qr(paper)))
    typed(stranger, paper.number_shown, paper.code_shown)
    assert "Times: 2, last on" in words_of(stranger.get(qr(paper)))
    paper.refresh_from_db()
    assert paper.checked_count == 3
    assert paper.last_checked_at is not None


def test_looking_up_changing_the_language_or_a_wrong_code_is_no_look(stranger: Client) -> None:
    paper = sample()
    stranger.head(qr(paper))
    stranger.get(qr(paper) + "?lang=kk")
    stranger.get(qr(paper, code=another(paper.code_shown)))
    paper.refresh_from_db()
    assert paper.checked_count == 0


def test_its_owner_looks_uncounted(anna: Payer) -> None:
    paper = sample(owner_id=anna.person.customer.pk)
    assert paper.sha256 in words_of(anna.client.get(qr(paper)))
    paper.refresh_from_db()
    assert paper.checked_count == 0


def test_a_withdrawn_paper_says_so_and_why(stranger: Client) -> None:
    paper = sample()
    withdraw(paper=paper, reason=Reason.MISTAKE)
    page = words_of(stranger.get(qr(paper)))
    assert "withdrew this paper" in page
    assert "issued by mistake" in page
    assert "The bank issued this paper" not in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_the_readers_language_and_the_paper_its_own(language: str) -> None:
    paper = sample(language="kk")
    page = Client(headers={"accept-language": language}).get(qr(paper)).content.decode()
    assert f'<html lang="{language}"' in page
    assert paper.number_shown in page


def test_robots_and_caches_keep_nothing_and_other_sites_are_told_nothing(stranger: Client) -> None:
    for address in (qr(sample()), FORM):
        answer = stranger.get(address)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in stranger.get(qr(sample()))["Cache-Control"]


def test_it_can_only_be_read(stranger: Client) -> None:
    paper = sample()
    assert stranger.post(qr(paper)).status_code == 405
    assert stranger.delete(FORM).status_code == 405


def test_the_code_of_an_address_reaches_no_log(
    stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    paper = sample()
    caplog.handler.addFilter(Redact())
    with caplog.at_level(logging.DEBUG):
        stranger.get(qr(paper, code="WRNG-WRNG-99"))
    assert f"/verify/{paper.number_shown}/[hidden]" in caplog.text
    assert "WRNG-WRNG-99" not in caplog.text


def test_an_access_log_line_keeps_the_number_only() -> None:
    line = '1.2.3.4 "GET /verify/D-2611-0000-0411/7K4M-92QX-3F/?lang=kk HTTP/1.1" 200'
    assert redacted(line) == line.replace("7K4M-92QX-3F", "[hidden]")


def test_the_database_finds_a_code_only_by_its_keyed_hash() -> None:
    paper = sample()
    assert len(paper.code_hash) == 64
    assert paper.code not in paper.code_hash
