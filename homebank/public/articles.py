"""The help centre: its articles by group, each with an address, a date and a template."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `page` names a page of another room that says it all; else the template
    public/help/<slug>.html does, or `text`, which the desk published (homebank/public/help.py)."""

    slug: str
    title: StrOrPromise
    summary: StrOrPromise
    updated: date
    page: str = ""
    text: str = ""

    @property
    def template(self) -> str:
        return "public/help/published.html" if self.text else f"public/help/{self.slug}.html"

    @property
    def address(self) -> str:
        """Where it is read."""
        return reverse(self.page) if self.page else reverse("public:article", args=[self.slug])


@dataclass(frozen=True, slots=True)
class Group:
    """Articles of one kind. `key` is the group's anchor on the page of all."""

    key: str
    title: StrOrPromise
    articles: tuple[Article, ...]


GROUPS = (
    Group("access", _("Access"), (
        Article("registration", _("How to register"),
                _("What to have at hand, and what to do when the details do not match."),
                date(2026, 11, 20)),
        Article("sign-in", _("How to sign in"),
                _("Three ways to name yourself, a password and a code."), date(2026, 11, 20)),
        Article("code", _("The code does not come"),
                _("When to ask for another one, and when the number itself is the reason."),
                date(2026, 11, 20)),
        Article("codeword", _("The codeword is forgotten"),
                _("Three ways to a new one: a cash machine, a letter, a branch."),
                date(2026, 11, 20), page="accounts:codeword-help"),
    )),
    Group("payments", _("Payments"), (
        Article("on-its-way", _("The payment is still on its way"),
                _("Where the money is meanwhile, and why not to pay again."), date(2026, 11, 20)),
        Article("refused", _("The payment was refused"),
                _("The money is back: what each reason means and who decides."),
                date(2026, 11, 20)),
        Article("wrong-number", _("The payment went to a wrong number"),
                _("Who can return it, and what to have at hand."), date(2026, 11, 20)),
        Article("fees", _("What a payment costs and why"),
                _("The line, the formula, the rounding; how to see the fee before you pay."),
                date(2026, 11, 20)),
    )),
    Group("safety", _("Safety"), (
        Article("lost-card", _("A card is lost, or money has gone"),
                _("What to do in the first minutes."), date(2026, 11, 20)),
        Article("calls", _("Somebody calls “from the bank”"),
                _("How fraudsters talk, and the one answer to all of them."),
                date(2026, 11, 20)),
        Article("look-alikes", _("Look-alike apps and sites"),
                _("How to tell this site from its copies."), date(2026, 11, 20)),
        Article("codes", _("A code is a signature"),
                _("How to read the SMS before you type the code."), date(2026, 11, 20)),
        Article("never-asks", _("What the bank never asks"),
                _("A list to check any call or letter by."), date(2026, 11, 20)),
    )),
)  # fmt: skip
ARTICLES = {article.slug: article for group in GROUPS for article in group.articles}
