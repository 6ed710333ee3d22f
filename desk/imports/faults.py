"""What can be wrong with a file, a line or a value: a code, what it means, what to do about it.

The sentences hold nothing that stands in the file, so a report may lie about on any desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one line: its column (none: the line as a whole), its code.

    `other` is an earlier line that says the same.
    """

    column: str
    code: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to do."""

    wrong: str | Promise
    remedy: str | Promise


ASK = _("Ask the customer, and write it as the identity document does.")
LATER = _("Put the customer’s number at the bank into this line, or leave the line out.")
FAULTS: Mapping[str, Words] = {
    # Of a file as a whole.
    "heading": Words(_("The first line is not the heading that is documented."),
                     _("Copy the heading from the page of imports, separated by ; or by commas.")),
    "empty": Words(_("There is no line after the heading."), _("Choose another file.")),
    # Of a line as a whole.
    "encoding": Words(_("The line is not UTF-8."), _("Save the file as CSV in UTF-8.")),
    "signs": Words(_("The line holds signs that are not seen."),
                   _("Take them out: type the line anew.")),
    "long-line": Words(_("The line is longer than 4,096 bytes."),
                       _("Look for a missing end of line or a quotation mark that is not closed.")),
    "quotes": Words(_("A quotation mark is not closed, or stands within a value."),
                    _("Quotation marks stand around a whole value, within it they are doubled.")),
    "values": Words(_("The line has more or fewer values than the heading."),
                    _("Leave a value empty where there is none, and keep the separators.")),
    # Of a value.
    "missing": Words(_("The value is missing."), _("Fill it in.")),
    "long": Words(_("The value is too long."), _("Shorten it.")),
    "reference": Words(_("This is no reference."),
                       _("Use Latin letters, digits, dots, dashes, slashes; begin with a letter "
                         "or a digit; no card number.")),
    "reference-taken": Words(_("Another line came under this reference before."),
                             _("Give this line a reference of its own.")),
    "twice": Words(_("An earlier line of this file has the same value."),
                   _("Keep one of the lines. A second card of a customer comes in a later file.")),
    "name": Words(_("This is no full name: surname and name, in letters."), ASK),
    "latin-name": Words(_("This is no Latin name."),
                        _("Use capital Latin letters, or leave it empty: then it is made.")),
    "iin": Words(_("This is no IIN."), _("An IIN has 12 digits, the last checks the others.")),
    "birth-date": Words(_("This is no birth date."), _("Write it as 31.12.1990.")),
    "phone": Words(_("This is no mobile number of Kazakhstan."),
                   _("Write it as +7 700 000 00 12, or leave it empty.")),
    "phone-taken": Words(_("This number is the trusted number of another customer."),
                         _("Ask the customer for their own, or leave it empty.")),
    "language": Words(_("This is no language of the bank."), _("Write kk, ru or en.")),
    "codeword-length": Words(_("A codeword has 4 to 40 characters."),
                             _("Let the customer choose another one.")),
    "codeword-trivial": Words(_("This codeword is among the first that others try."),
                              _("Let the customer choose another one.")),
    "codeword-own": Words(_("The codeword holds the customer’s name, date, IIN or phone."),
                          _("Let the customer choose another one.")),
    "card-number": Words(_("This is no card number of this bank."),
                         _("Check each digit, or leave it empty: then one is chosen.")),
    "number-taken": Words(_("A card with this number exists."),
                          _("Check each digit. If the card came before, leave the line out.")),
    "expiry": Words(_("This is no expiry date."), _("Write month and year, such as 12/29.")),
    "expiry-passed": Words(_("The card has expired."), _("Leave the line out.")),
    "brand": Words(_("The bank has no cards of this payment system."),
                   _("Write it as the heading’s description does, or leave it empty.")),
    "kind": Words(_("This is no kind of card."), _("Write plastic or virtual.")),
    "on-file": Words(_("A customer with this IIN is on file already."), LATER),
    "unknown-customer": Words(_("There is no customer with this number."),
                              _("Check the number, or leave it empty for a new customer.")),
    "other-customer": Words(_("The customer with this number has another IIN."),
                            _("Check both: the card would be another person’s.")),
    "name-differs": Words(_("The customer on file has another name."), ASK),
    "birth-differs": Words(_("The customer on file has another birth date."), ASK),
    "phone-differs": Words(_("The customer on file has another trusted number."),
                           _("Leave it empty. A number is changed at the desk, by two operators.")),
    "codeword-known": Words(_("The customer on file has a codeword already."),
                            _("Leave it empty. A codeword is set anew at the desk.")),
    "blocked": Words(_("The customer on file is blocked."), _("Ask the contact centre.")),
    "refused": Words(_("The bank refused the line."), _("Check it, and ask the contact centre.")),
}  # fmt: skip


def words_of(code: str) -> Words:
    """What the code means; the least said of one that is not known any more."""
    return FAULTS.get(code, FAULTS["refused"])
