"""The simulator's side of the invoice protocol: bills, payments that are taken in, their states."""

import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape
from zlib import crc32

from defusedxml.ElementTree import fromstring

from homebank.lib import clock
from payments.billers.journal import Journal
from payments.billers.moods import mood_of
from payments.billers.residents import Owed, address_of, holder_of, owed_by

Count = Callable[[dict[str, str]], int]
TROUBLES = {"slow", "rubbish", "empty", "silent"}
# What the moods of OSMP are in this protocol; "90" is no error: the state stays empty.
ERRORS = {"1": "9010", "5": "9006", "7": "9001", "79": "9001", "300": "9030"}
STATE = re.compile(r"\[rPays\]([0-9]{1,20}),([^;]*);")
BAD_QUESTION = "9011"
EVERYTHING = 10**15


class InvoicePeer:
    """What the billers of the protocol know: what was credited, and what they promised."""

    def __init__(self, journal: Journal, count: Count) -> None:
        self._journal, self._count = journal, count
        # What the state of a payment that was taken in, but not credited, will say.
        self._promised: dict[str, str] = {}

    def answer(self, question: str) -> str:
        """The reply to a question, or the word of a trouble."""
        try:
            if question.startswith("[PaysXML]"):
                return self._take(fromstring(question.removeprefix("[PaysXML]")))
            if state := STATE.fullmatch(question):
                return self._state(state[1])
            return self._bill(fromstring(question))
        except (ParseError, AttributeError, KeyError):
            return BAD_QUESTION

    def _bill(self, root: Element) -> str:
        asked = root.find("acc")
        if asked is None:
            return BAD_QUESTION
        account, service = asked.text or "", asked.attrib["prv"]
        mood = mood_of(account)
        nth = self._count(
            {"command": "bill", "txn_id": account, "prv": service, "sum": asked.attrib["sum"]}
        )
        word = mood.check[min(nth, len(mood.check) - 1)]
        if word in TROUBLES:
            return word
        if word != "0":
            return f'<rs v="2"><err>{ERRORS[word]}</err></rs>'
        paid = EVERYTHING if mood.paid_up else self._paid(account)
        lines = _without(paid, owed_by(account, service))
        number = f"{_period()}{crc32(account.encode()) % 10**6:06}{nth if mood.restless else ''}"
        holder = holder_of(account) if mood.comment == "OK" else mood.comment
        return (
            f'<rs v="2"><err>0</err><account><invoice><invoiceId>{number}</invoiceId>'
            f"<period>{_period()}</period><fio>{escape(holder)}</fio>"
            f"<address>{escape(address_of(account))}</address>"
            f"<services>{''.join(map(_service, lines))}</services></invoice></account></rs>"
        )

    def _take(self, root: Element) -> str:
        """A payment is taken in, whatever comes of it: its state is asked for apart."""
        paid = root.find("p")
        if paid is None:
            return BAD_QUESTION
        number, user, account = paid.attrib["n"], paid.attrib["su"], paid.findtext("ac") or ""
        amount, date = paid.findtext("am") or "", paid.findtext("d") or ""
        mood = mood_of(account)
        parts = [
            f"{each.findtext('SubServ')}={each.findtext('Am0')}" for each in paid.iter("adding")
        ]
        asked = {"command": "pay", "txn_id": number, "account": account, "sum": amount,
                 "prv": paid.attrib["prv"]}  # fmt: skip
        nth = self._count({**asked, "parts": ",".join(parts)})
        word = mood.pay[min(nth, len(mood.pay) - 1)]
        if word == "0" or mood.credits:
            row = self._journal.credit(number=number, account=account, amount=amount, date=date)
            if not row["fresh"]:
                word = mood.again
        if word in {"1", "300"}:
            return ERRORS[word]
        self._promised[number] = ERRORS.get(word, "")
        return word if word in TROUBLES else f"[PaysXML]{number},{user}"

    def _state(self, number: str) -> str:
        self._count({"command": "state", "txn_id": number})
        done = next((row for row in self._journal.rows() if row["txn_id"] == number), None)
        return f"{done['txn_date']},{done['prv_txn']}" if done else self._promised.get(number, "")

    def _paid(self, account: str) -> int:
        """What was paid for the account this month, in tiyn."""
        month = f"{clock.today():%Y%m}"
        rows = [row for row in self._journal.rows()
                if row["account"] == account and row["txn_date"].startswith(month)]  # fmt: skip
        return sum(int(row["sum"].replace(".", "")) for row in rows)


def _service(line: Owed) -> str:
    return (
        f"<service><serviceId>{line.key}</serviceId><serviceName>{escape(line.name)}</serviceName>"
        f"<IsCounterService>0</IsCounterService><measure>{escape(line.measure)}</measure>"
        f"<fixSum>{line.minor // 100}.{line.minor % 100:02}</fixSum>"
        f"<fixCount>{line.used}</fixCount></service>"
    )


def _without(paid: int, lines: list[Owed]) -> list[Owed]:
    """The lines less what was paid, line by line."""
    left, rest = paid, []
    for line in lines:
        taken = min(left, line.minor)
        left -= taken
        rest.append(Owed(line.key, line.name, line.minor - taken, line.used, line.measure))
    return rest


def _period() -> str:
    """The month before this one: what a bill is for."""
    return f"{clock.today().replace(day=1) - timedelta(days=1):%Y%m}"
