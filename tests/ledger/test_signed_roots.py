"""What a superuser rewrites is found by the roots that were signed and published before."""

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from homebank.lib import clock, crypto, embedded
from ledger.book_checker import Root, is_signed
from ledger.errors import RootsDisagree
from ledger.models import Account, BookRoot, Entry
from ledger.roots import publish, sign_due_root, sign_root, stored_roots
from tests.ledger.book import account_with, cash, move, tenge
from tests.rewriting import Superuser, rewritten

BOOK = ("ledger_entry", "ledger_balance", "ledger_bookroot", "ledger_bookcut")
KEY = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"  # RFC 8032, 7.1, test 1
CHECKER = embedded.CHECKOUT / "ledger" / "book_checker.py"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A key, and a folder with the roots that the database has from tests before."""
    settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = KEY, str(tmp_path / "roots")
    (tmp_path / "roots").mkdir()
    for root in stored_roots():
        publish(root)
    return tmp_path / "roots"


@pytest.fixture
def anna(committed: None, folder: Path) -> Account:
    """An account of three entries under a root."""
    account = account_with(tenge(100))
    move(account, cash(), tenge(1))
    move(account, cash(), tenge(1))
    sign_root()
    return account


def faults() -> str:
    """What the command names; it must have ended with exit code 1."""
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=out)
    return out.getvalue()


def audit(tmp_path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The stand-alone checker over an export, with nothing but Python's own library."""
    book = tmp_path / "book.jsonl"
    book.unlink(missing_ok=True)
    call_command("export_book", str(book), why="the audit", stdout=io.StringIO())
    return subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), str(book), str(folder),
         crypto.public_key_of(KEY)], capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip


def entries(account: Account) -> str:
    return f"account_id = {account.pk} AND shard = 0"


@pytest.mark.requirement("OPS-09", "nightly signed root", "verify_ledger")
def test_the_book_is_as_its_signed_roots_say(anna: Account, folder: Path, tmp_path: Path) -> None:
    move(anna, cash(), tenge(1))
    sign_root()
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert "The book is as" in out.getvalue()
    assert audit(tmp_path, folder).returncode == 0


@pytest.mark.requirement("OPS-09", "verify_ledger", "stand-alone checker")
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE ledger_entry SET balance_after_minor = balance_after_minor + 1 WHERE {} AND"
         " sequence = 2", "entry 2: the balance after it is not"),
        ("UPDATE ledger_entry SET at = at - interval '1 day' WHERE {} AND sequence = 2",
         "entries up to 3 are not those of root"),
        ("DELETE FROM ledger_entry WHERE {} AND sequence = 2", "after entry 1 comes 3"),
        ("DELETE FROM ledger_entry WHERE {} AND sequence = 3", "says entry 3, here is 2"),
        ("DELETE FROM ledger_bookcut WHERE {}", "chains, here are"),
    ],
)  # fmt: skip
def test_a_changed_tiyn_a_deleted_row_and_a_cut_tail_are_found(
    anna: Account, folder: Path, tmp_path: Path, superuser: Superuser, harm: str, told: str
) -> None:
    with rewritten(superuser, BOOK, harm.format(entries(anna))):
        assert told in faults()
        by_itself = audit(tmp_path, folder)
    assert by_itself.returncode == 1
    assert told in by_itself.stdout


@pytest.mark.requirement("OPS-09", "verify_ledger")
def test_a_history_rewritten_whole_is_caught_by_the_published_root(
    anna: Account, folder: Path, superuser: Superuser, settings: Any
) -> None:
    """Legs, balances, cuts and roots all fit each other: only the signature is missing."""
    place = entries(anna)
    shard = Entry.objects.filter(account=cash()).latest("id").shard
    till = f"account_id = {cash().pk} AND shard = {shard}"
    last = BookRoot.objects.count()
    with rewritten(
        superuser,
        BOOK,
        f"UPDATE ledger_entry SET amount_minor = amount_minor - 5, balance_after_minor ="
        f" balance_after_minor - 5 WHERE {place} AND sequence = 3",
        f"UPDATE ledger_balance SET amount_minor = amount_minor - 5 WHERE {place}",
        f"UPDATE ledger_entry SET amount_minor = amount_minor + 5, balance_after_minor ="
        f" balance_after_minor + 5 WHERE {till} AND sequence = (SELECT max(sequence) FROM"
        f" ledger_entry WHERE {till})",
        f"UPDATE ledger_balance SET amount_minor = amount_minor + 5 WHERE {till}",
        f"DELETE FROM ledger_bookcut WHERE root_id = {last}",
        f"DELETE FROM ledger_bookroot WHERE number = {last}",
    ):
        with pytest.raises(RootsDisagree):
            sign_root()
        settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = "11" * 32, ""  # a key of the forger's own
        sign_root()
        settings.BOOK_KEY, settings.BOOK_ROOTS_FOLDER = KEY, str(folder)
        found = faults()
    assert "the database keeps" in found
    assert f"root {last}: its chains are not those of the book" in found


@pytest.mark.requirement("OPS-09", "stand-alone checker")
def test_a_root_that_was_changed_taken_away_or_signed_by_another_is_named(
    anna: Account, folder: Path, tmp_path: Path
) -> None:
    last = sorted(folder.glob("root-*.txt"))[-1]
    whole, number = last.read_text(), int(last.stem.split("-")[1])
    last.write_text(whole.replace("entries: ", "entries: 9"))
    assert f"root {number}: the signature is not of this key" in audit(tmp_path, folder).stdout
    last.unlink()
    assert f"root {number} is not among the roots" in audit(tmp_path, folder).stdout
    assert "the database keeps" in faults()
    last.write_text(whole)
    with pytest.raises(CommandError):
        call_command("verify_ledger", key=crypto.public_key_of("11" * 32), stdout=io.StringIO())


@pytest.mark.django_db
def test_a_root_tells_only_of_chains_that_have_grown(folder: Path) -> None:
    account = account_with(tenge(5))
    first, second = sign_root(), sign_root()
    assert Root(first.text, "").facts["chains"] != "0"
    assert Root(second.text, "").facts["chains"] == "0"
    move(account, cash(), tenge(1))
    assert Root(sign_root().text, "").facts["chains"] == "2"
    assert [path.name for path in sorted(folder.iterdir())][-1].startswith("root-0000")


@pytest.mark.django_db
def test_a_root_is_signed_once_a_day_and_none_without_a_key(folder: Path, settings: Any) -> None:
    settings.BOOK_KEY = ""
    assert sign_due_root() is None
    settings.BOOK_KEY = KEY
    assert sign_due_root() is not None
    assert sign_due_root() is None
    with clock.moved(timedelta(days=1)):
        assert sign_due_root() is not None


@pytest.mark.django_db
def test_a_root_that_was_signed_but_not_published_is_published_by_the_next(folder: Path) -> None:
    sign_root()
    newest = sorted(folder.glob("root-*.txt"))[-1]
    newest.unlink()
    sign_root()
    assert newest.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["UPDATE {} SET text = ''", "DELETE FROM {}"])
def test_a_root_is_never_changed_by_the_site(folder: Path, deed: str) -> None:
    sign_root()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format("ledger_bookroot"))


def test_no_command_works_without_a_key_and_says_so(settings: Any) -> None:
    settings.BOOK_KEY = ""
    for name in ("verify_ledger", "sign_book"):
        with pytest.raises(CommandError, match="HOMEBANK_BOOK_KEY"):
            call_command(name)


@settings(max_examples=15)
@given(key=st.binary(min_size=32, max_size=32), text=st.text(), bit=st.integers(0, 511))
def test_the_checkers_signatures_are_those_of_the_library(key: bytes, text: str, bit: int) -> None:
    """The stand-alone check agrees with `cryptography`: right ones pass, one bit off does not."""
    message = text.encode("utf-8", "replace").decode()
    signature = bytes.fromhex(crypto.sign(key.hex(), message))
    public = crypto.public_key_of(key.hex())
    assert is_signed(public, message.encode(), signature)
    bent = bytearray(signature)
    bent[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message.encode(), bytes(bent))


def test_a_signature_of_the_standard_is_right() -> None:
    """RFC 8032, 7.1, test 1: the empty message."""
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert crypto.public_key_of(KEY) == public
    assert is_signed(public, b"", bytes.fromhex(crypto.sign(KEY, "")))
