"""What this room and the one below hold on a customer: the person, access, what was sent."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.four_eyes.kinds import label_of
from accounts.models import Authenticator, Customer, Passkey, Proposal, Visit
from accounts.own_data.consents import consents_of
from accounts.own_data.identity_documents import documents_of
from accounts.sign_in.access_log import every_line
from homebank.lib import phone
from homebank.lib.desk_words import LANGUAGES, SMS
from homebank.lib.own_data import CHUNK, Fact, Record, Section
from notifications.models import Lane, Sms


def tell(customer: Customer) -> Iterator[Section]:
    """Person, documents, consents, second factors, visits, access, messages; no secret of any."""
    yield Section("person", _("Personal data"), [_person(customer)])
    yield Section("identity_documents", _("Documents"), _documents(customer))
    yield Section("consents", _("Agreements"), _consents(customer))
    yield Section("factors", _("Second factors"), _factors(customer))
    yield Section("visits", _("Visits"), _visits(customer))
    yield Section("access", _("What happened"), _access(customer))
    yield Section("proposals", _("Proposed and decided at the bank"), _proposals(customer))
    yield Section("messages", _("Messages"), _messages(customer))


def _person(customer: Customer) -> Record:
    user = customer.user
    return [
        Fact("full_name", _("Surname, name, patronymic"), customer.full_name),
        Fact("latin_name", _("Name in Latin letters"), customer.latin_name),
        Fact("birth_date", _("Birth date"), customer.born_on),
        Fact("iin", _("IIN"), customer.iin),
        Fact("trusted_number", _("Trusted number"), customer.phone),
        Fact("homebank_id", "Homebank ID", user.homebank_id),
        Fact("login_name", _("Login name"), user.login_name),
        Fact("language", _("Language"), customer.language, str(LANGUAGES[customer.language])),
        Fact("on_file_since", _("On file since"), customer.opened_at),
        Fact("identified_at", _("Identified"), customer.identified_at),
        Fact("registered_at", _("Access since"), user.registered_at),
        Fact("blocked_at", _("Blocked since"), customer.blocked_at),
        Fact("new_payees_wait_until", _("New payees wait until"), customer.cools_until),
    ]


def _documents(customer: Customer) -> Iterator[Record]:
    for document in documents_of(customer=customer):
        yield [
            Fact("kind", _("Kind"), document.kind, document.get_kind_display()),
            Fact("number", _("Number"), document.number),
            Fact("issued_by", _("Issued by"), document.issued_by),
            Fact("issued_on", _("Issued on"), document.first_day),
            Fact("valid_until", _("Valid until"), document.last_day),
            Fact("kept_at", _("Seen by the bank"), document.kept_at),
        ]


def _consents(customer: Customer) -> Iterator[Record]:
    for consent in consents_of(customer=customer):
        yield [
            Fact("agreement", _("Agreement"), consent.agreement, consent.title),
            Fact("version", _("Version"), consent.version),
            Fact("language", _("Language"), consent.language, str(LANGUAGES[consent.language])),
            Fact("given_at", _("Accepted at"), consent.given_at),
            Fact("text_sha256", _("SHA-256 of the text"), consent.text_digest),
        ]


def _factors(customer: Customer) -> Iterator[Record]:
    for app in Authenticator.objects.filter(user__customer=customer):
        shown = _("authenticator app")
        yield [Fact("kind", _("Kind"), "app", shown), Fact("since", _("Since"), app.made_at)]
    for key in Passkey.objects.filter(customer=customer).order_by("made_at"):
        shown = _("passkey")
        yield [Fact("kind", _("Kind"), "passkey", shown), Fact("name", _("Name"), key.name),
               Fact("since", _("Since"), key.made_at)]  # fmt: skip


def _visits(customer: Customer) -> Iterator[Record]:
    visits = Visit.objects.filter(user__customer=customer).defer("session").order_by("-began_at")
    for visit in visits.iterator(chunk_size=CHUNK):
        yield [
            Fact("first_seen", _("First seen"), visit.began_at),
            Fact("last_seen", _("Last seen"), visit.seen_at),
            Fact("ended_at", _("Ended"), visit.ended_at),
            Fact("end", _("How it ended"), visit.end, visit.get_end_display()),
            Fact("device", _("Device"), visit.agent, visit.device),
            Fact("network", _("Network"), visit.network),
            Fact("place", _("Place"), visit.place),
        ]


def _access(customer: Customer) -> Iterator[Record]:
    for line in every_line(customer=customer):
        yield [
            Fact("at", _("Time"), line.at), Fact("what", _("What happened"), str(line.words)),
            Fact("network", _("Network"), line.network), Fact("place", _("Place"), line.place),
        ]  # fmt: skip


def _proposals(customer: Customer) -> Iterator[Record]:
    """What two of staff decided about the customer; a number is masked, as the row keeps it."""
    asked = Proposal.objects.filter(customer=customer).order_by("-proposed_at")
    for each in asked.iterator(chunk_size=CHUNK):
        yield [
            Fact("at", _("Time"), each.proposed_at),
            Fact("what", _("What was proposed"), each.kind, label_of(each)),
            Fact("reason", _("Reason"), each.reason),
            Fact("state", _("State"), each.state, each.get_state_display()),
            Fact("decided_at", _("Decided at"), each.decided_at),
            Fact("decision", _("Reason of the decision"), each.decision),
            *(Fact(f"after_{place}", label, value)
              for place, (label, value) in enumerate(each.shown_after, 1)),
        ]  # fmt: skip


def _messages(customer: Customer) -> Iterator[Record]:
    """Of a code only that one was sent; its text is not read even where it is still kept."""
    sent = Sms.objects.filter(customer=customer).order_by("-queued_at")
    for sms in sent.iterator(chunk_size=CHUNK):
        about = str(SMS.get(sms.purpose, sms.purpose))
        yield [
            Fact("at", _("Time"), sms.queued_at),
            Fact("about", pgettext_lazy("message", "About"), sms.purpose, about),
            Fact("phone", _("Phone"), phone.masked(sms.phone)),
            Fact("state", _("State"), sms.state, sms.get_state_display()),
            Fact("text", _("Text"), None if sms.lane == Lane.CODES else sms.text),
        ]
