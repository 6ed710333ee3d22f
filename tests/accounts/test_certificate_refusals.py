"""What signs nobody in by certificate: each refused with its own sentence, and counted."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from accounts import limits
from accounts.certificates.signing_in import start_by_certificate
from accounts.models import CertificateAttempt, User
from homebank.lib import clock
from homebank.lib.certificates import FOR_CLIENTS
from homebank.lib.demo_authority import EMAIL, FOR_DOCUMENTS, YEAR, DemoAuthority, DemoKey
from notifications.models import Event
from tests.accounts.pages import Browser, from_network, user_of, words
from tests.accounts.signatures import (
    ACCEPTED,
    GOST_HASH,
    GOST_KEY,
    agreed,
    answer,
    attempt_of,
    authority,
    changed,
    enter,
    foreign_authority,
    key_of,
    signed_by_two,
    text_of,
)
from tests.people import Person, new_iin, new_person

pytestmark = pytest.mark.django_db
PAGE = "The signature does not belong to this page."
UNKNOWN = "The bank cannot learn now whether this certificate was revoked"
FOREIGN = "The bank does not recognise the authority that issued this certificate."
NOT_FOR_SIGN_IN = "This key is not for signing in."
NOBODY = "This certificate opens no access."
NO_IIN = "This certificate names no IIN."
ORGANISATION = "1.2.398.3.3.4.1.2"


@pytest.fixture
def anna() -> Person:
    return new_person()


@pytest.fixture
def client() -> Browser:
    return agreed(Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(8)))


@pytest.fixture
def lists(tmp_path: Path, settings: Any) -> Path:
    """A folder of lists of its own, fresh ones inside."""
    settings.CERTIFICATE_LISTS = str(tmp_path)
    authority().write_lists(tmp_path, at=clock.now())
    return tmp_path


def refused(response: Any, sentence: str) -> None:
    """The sentence is told, nobody is in, and the try is spent with its reason."""
    assert response.status_code == 200
    assert sentence in words(response), words(response)
    assert "_auth_user_id" not in response.client.session
    attempt = attempt_of(response.client)
    assert attempt.spent_at is not None
    assert attempt.fault


def fault_of(client: Browser) -> str:
    return attempt_of(client).fault


@pytest.mark.requirement("ACC-05", "CMS over a one-time nonce")
@pytest.mark.parametrize("detached", [True, False], ids=["detached", "attached"])
def test_a_signature_over_another_text(anna: Person, client: Browser, detached: bool) -> None:
    signed = key_of(anna.customer.iin).sign(b"another text", detached=detached)
    refused(answer(client, signed), PAGE)


@pytest.mark.requirement("ACC-05", "CMS over a one-time nonce")
def test_a_signature_that_was_used(anna: Person, client: Browser) -> None:
    signed = key_of(anna.customer.iin).sign(text_of(client))
    kept = client.session["certificate"]
    assert answer(client, signed).url == "/my/"
    session = client.session
    session.flush()
    session["certificate"] = kept
    session.save()
    client.cookies["homebank-session"] = session.session_key or ""
    again = answer(client, signed)
    assert "this page was answered already" in words(again)


def test_a_text_answered_wrongly_is_spent_too(anna: Person, client: Browser) -> None:
    refused(answer(client, "AAAA"), "What came is no digital signature.")
    right = key_of(anna.customer.iin).sign(text_of(client))
    assert "this page was answered already" in words(answer(client, right))


@pytest.mark.requirement("ACC-05", "CMS over a one-time nonce")
def test_a_text_of_another_browser(anna: Person, client: Browser) -> None:
    theirs = agreed()
    refused(answer(client, key_of(anna.customer.iin).sign(text_of(theirs))), PAGE)


def test_a_text_that_waited_too_long(anna: Person, client: Browser) -> None:
    signed = key_of(anna.customer.iin).sign(text_of(client))
    with clock.moved(limits.CERTIFICATE_LIFE + timedelta(seconds=1)):
        assert "The time to sign was over" in words(answer(client, signed))
    assert not Event.objects.filter(kind="signed-in", customer=anna.customer).exists()


@pytest.mark.requirement("ACC-05", "certificate chain")
@pytest.mark.parametrize(
    ("moved", "sentence"),
    [(YEAR + timedelta(days=1), "This certificate has expired."),
     (timedelta(days=-2), "This certificate is not in force yet.")],
    ids=["expired", "not yet"],
)  # fmt: skip
def test_a_certificate_out_of_its_time_by_the_banks_clock(
    anna: Person, lists: Path, moved: timedelta, sentence: str
) -> None:
    key = key_of(anna.customer.iin)
    with clock.moved(moved):
        authority().write_lists(lists, at=clock.now())
        client = agreed(Browser(headers={"accept-language": "en"}))
        refused(enter(client, key), sentence)


@pytest.mark.requirement("ACC-05", "certificate chain")
def test_a_revoked_certificate_and_its_owner_sees_the_try(
    anna: Person, client: Browser, lists: Path
) -> None:
    key = key_of(anna.customer.iin)
    authority().write_lists(lists, at=clock.now(), revoked=[key])
    refused(enter(client, key), "This certificate was revoked.")
    told = Event.objects.get(kind="certificate-refused", customer=anna.customer)
    assert told.facts["fault"] == "revoked"


def test_another_certificate_of_the_same_person_still_enters(
    anna: Person, client: Browser, lists: Path
) -> None:
    authority().write_lists(lists, at=clock.now(), revoked=[key_of(anna.customer.iin)])
    assert enter(client, key_of(anna.customer.iin)).url == "/my/"


def stale(folder: Path) -> None:
    authority().write_lists(folder, at=clock.now() - YEAR, life=timedelta(days=300))


def lost(folder: Path) -> None:
    (folder / "issuing.crl").unlink()


def of_the_root_only(folder: Path) -> None:
    (folder / "issuing.crl").write_bytes((folder / "root.crl").read_bytes())


def garbled(folder: Path) -> None:
    (folder / "issuing.crl").write_text("nothing")


@pytest.mark.requirement("ACC-05", "certificate chain")
@pytest.mark.parametrize("spoil", [stale, lost, of_the_root_only, garbled])
def test_any_certificate_while_no_fresh_list_says_which_are_revoked(
    anna: Person, client: Browser, lists: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(lists)
    refused(enter(client, key_of(anna.customer.iin)), UNKNOWN)


def test_a_list_that_a_stranger_signed_revokes_nobody_and_frees_nobody(
    anna: Person, client: Browser, lists: Path, tmp_path: Path
) -> None:
    foreign_authority(tmp_path / "theirs").write_lists(lists, at=clock.now())
    refused(enter(client, key_of(anna.customer.iin)), UNKNOWN)


@pytest.mark.requirement("ACC-05", "certificate chain")
def test_a_certificate_of_an_authority_with_the_same_name(
    anna: Person, client: Browser, tmp_path: Path
) -> None:
    theirs = foreign_authority(tmp_path).issue(at=clock.now(), iin=anna.customer.iin)
    refused(enter(client, theirs), FOREIGN)
    assert not Event.objects.filter(kind="certificate-refused", customer=anna.customer).exists()


@pytest.mark.requirement("ACC-05", "certificate chain")
def test_a_certificate_that_a_person_issued_to_themselves_or_others(
    anna: Person, client: Browser
) -> None:
    ben = authority().issue(at=clock.now(), iin=new_iin())
    false = DemoAuthority(authority().folder, authority().root, ben)
    refused(enter(client, false.issue(at=clock.now(), iin=anna.customer.iin)), FOREIGN)


@pytest.mark.requirement("ACC-05", "IIN from the subject")
def test_the_certificate_of_another_put_beside_ones_own_signature(
    anna: Person, client: Browser
) -> None:
    victim = key_of(anna.customer.iin, key=None)
    thief = DemoKey(victim.certificate, key_of(new_iin()).key)
    refused(answer(client, thief.sign(text_of(client))), PAGE)


@pytest.mark.requirement("ACC-05", "IIN from the subject")
def test_whoever_is_named_beside_it_enters_as_nobody_else(anna: Person, client: Browser) -> None:
    ben = new_person()
    signed = key_of(ben.customer.iin).sign(text_of(client))
    client.post(f"/sign-in/certificate/signature/?iin={anna.customer.iin}",
                {"signature": signed, "iin": anna.customer.iin})  # fmt: skip
    assert client.session["_auth_user_id"] == str(user_of(ben).pk)


@pytest.mark.parametrize(
    "wishes",
    [{"uses": FOR_DOCUMENTS, "purposes": (EMAIL,)}, {"purposes": ()},
     {"purposes": (FOR_CLIENTS, ORGANISATION)}, {"uses": ("key_encipherment",)}],
    ids=["documents", "no purpose", "organisation", "no signatures"],
)  # fmt: skip
def test_a_key_for_something_else(anna: Person, client: Browser, wishes: dict[str, Any]) -> None:
    refused(enter(client, key_of(anna.customer.iin, **wishes)), NOT_FOR_SIGN_IN)


def test_an_authoritys_own_key(client: Browser) -> None:
    refused(enter(client, authority().issuing), NOT_FOR_SIGN_IN)


@pytest.mark.requirement("ACC-05", "IIN from the subject")
@pytest.mark.parametrize(
    "numbers",
    [[], ["{iin}"], ["IIN{iin}", "IIN{iin}"], ["IIN{iin}0"], ["iin{iin}"], ["IIN {iin}"],
     ["BIN{iin}"]],
    ids=["none", "without prefix", "twice", "too long", "small", "blank", "BIN"],
)  # fmt: skip
def test_a_certificate_without_one_clear_iin(
    anna: Person, client: Browser, numbers: list[str]
) -> None:
    told = [number.format(iin=anna.customer.iin) for number in numbers]
    refused(enter(client, key_of("", numbers=told)), NO_IIN)


def nobody() -> str:
    return new_iin()


def blocked() -> str:
    person = new_person()
    person.customer.blocked_at = clock.now()
    person.customer.save()
    return person.customer.iin


def without_access() -> str:
    return new_person(registered=False).customer.iin


def switched_off() -> str:
    person = new_person()
    User.objects.filter(pk=user_of(person).pk).update(is_active=False)
    return person.customer.iin


def suspended() -> str:
    person = new_person()
    user_of(person).set_unusable_password()
    user_of(person).save()
    return person.customer.iin


@pytest.mark.parametrize("whose", [nobody, blocked, without_access, switched_off, suspended])
def test_one_answer_for_who_has_no_access(client: Browser, whose: Callable[[], str]) -> None:
    refused(enter(client, key_of(whose())), NOBODY)
    assert fault_of(client) == "no-access"


def test_gost_is_named_as_what_cannot_be_checked(anna: Person, client: Browser) -> None:
    signed = key_of(anna.customer.iin).sign(text_of(client))
    refused(answer(client, changed(signed, digest=GOST_HASH, signature=GOST_KEY)), "by GOST")


@pytest.mark.parametrize(
    ("algorithms", "sentence"),
    [({"digest": "sha1"}, "too weak"), ({"digest": "md5"}, "too weak"),
     ({"signature": "sha1_rsa"}, "too weak"), ({"signature": "sha256_dsa"}, "this kind of key"),
     ({"digest": "sha3_256"}, "this kind of key"), ({"signature": "sha512_rsa"}, "this kind")],
)  # fmt: skip
def test_weak_and_unknown_algorithms(
    anna: Person, client: Browser, algorithms: dict[str, str], sentence: str
) -> None:
    signed = key_of(anna.customer.iin).sign(text_of(client))
    refused(answer(client, changed(signed, **algorithms)), sentence)


def test_several_signers(anna: Person, client: Browser) -> None:
    keys = [key_of(anna.customer.iin), key_of(new_iin())]
    refused(answer(client, signed_by_two(text_of(client), *keys)), "Several keys signed at once.")


@pytest.mark.parametrize(
    "typed",
    ["no base64!", "AAAA", "=", base64.b64encode(b"\x30\x80" * 40).decode(), "ЭЦП", "\x00",
     base64.b64encode(b"\x30\x84\xff\xff\xff\xff").decode()],
)  # fmt: skip
def test_what_is_no_signature(client: Browser, typed: str) -> None:
    response = answer(client, typed)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_what_is_too_long(client: Browser) -> None:
    refused(answer(client, "A" * 70_000), "What came is too long for a signature.")
    longer = answer(agreed(client), "A" * 150_000)
    assert "What came is too long for a signature." in words(longer)


def test_folders_that_cannot_be_read_let_nobody_in(anna: Person, client: Browser) -> None:
    with override_settings(CERTIFICATE_AUTHORITIES="/nowhere"):
        refused(enter(client, key_of(anna.customer.iin)), UNKNOWN)


def test_each_refused_try_counts(client: Browser) -> None:
    for _try in range(limits.CERTIFICATE_NETWORK.count - 1):
        answer(agreed(client), "AAAA")
    late = client.post("/sign-in/certificate/", ACCEPTED)
    assert "Too many tries" in words(late)


def test_who_is_refused_goes_on_where_they_were_going(anna: Person) -> None:
    client = agreed(next="/payments/history/")
    page = answer(client, "AAAA").content.decode()
    assert 'action="/sign-in/certificate/?next=/payments/history/"' in page


def test_a_try_is_of_its_session_alone(client: Browser) -> None:
    stranger = start_by_certificate(network="elsewhere", language="ru")
    session = client.session
    session["certificate"] = {"attempt": "no id", "next": ""}
    session.save()
    assert client.get("/sign-in/certificate/signature/").url == "/sign-in/certificate/"
    assert CertificateAttempt.objects.get(pk=stranger.pk).is_live
