"""Forms of the desk for contacts and help: three languages each, all of them needed."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.staff.deeds import LONGEST_REASON
from accounts.staff.errors import ReasonMissing
from desk.wording.markup import has_heading, strange_links
from homebank.forms import Form
from homebank.identity import BANK
from homebank.lib.card_numbers import holds_card_number
from homebank.public.articles import GROUPS

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_NOTE = 80, 160, 12_000, 200
LANGUAGES = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}
WAYS = {"call": pgettext_lazy("way", "telephone"), "skype": "Skype",
        "mail": pgettext_lazy("way", "e-mail")}  # fmt: skip
SHORT_NUMBER, LAND_LINE = re.compile(r"\d{3,5}"), re.compile(r"\+7\d{10}")
SKYPE = re.compile(r"[A-Za-z][\w.,-]{5,31}", re.ASCII)
# They stand in SMS texts and on each page, by bank.toml: the list cannot be without them.
KEPT = tuple(BANK["contacts"][name] for name in ("short", "second", "mobile", "email"))


class WhyForm(Form):
    """Why it is published; `base` is the version that was edited."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON,
        help_text=_("What has changed, and who asked for it. Auditors read it."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip


class ArticleForm(WhyForm):
    """A help article. `body` is what `publish` takes."""

    group = forms.ChoiceField(
        label=_("Part of the help"), choices=[(group.key, group.title) for group in GROUPS]
    )
    is_shown = forms.BooleanField(label=_("Shown on the site"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in LANGUAGES.items():
            self.fields[f"title_{language}"] = _line(_("Heading"), name, LONGEST_TITLE)
            self.fields[f"summary_{language}"] = _line(_("Summary"), name, LONGEST_SUMMARY)
            self.fields[f"text_{language}"] = _area(name)

    @property
    def languages(self) -> Iterator[tuple[str, Any, list[Any]]]:
        """Language, its name, and its three boxes."""
        for language, name in LANGUAGES.items():
            boxes = [self[f"{part}_{language}"] for part in ("title", "summary", "text")]
            yield language, name, boxes

    def clean(self) -> dict[str, Any]:
        """No link that leads nowhere, no card number."""
        for language in LANGUAGES:
            self._judge(f"text_{language}", self.cleaned_data.get(f"text_{language}", ""))
        return self.cleaned_data

    def _judge(self, name: str, text: str) -> None:
        if text and not has_heading(text):
            self.add_error(name, _("Begin with a heading: a line that starts with “## ”."))
        for link in strange_links(text)[:3]:
            said = _("The link “%(link)s” leads nowhere. Write an address of this site, for "
                     "example /tariffs/, or tel: and a number.")  # fmt: skip
            self.add_error(name, forms.ValidationError(said, params={"link": link}))
        if holds_card_number(text):
            self.add_error(name, _("Write no card number here."))

    @property
    def body(self) -> dict[str, Any]:
        """The article in the shape of Publication."""
        told = self.cleaned_data
        parts = {part: {language: "\n".join(told[f"{part}_{language}"].splitlines())
                        for language in LANGUAGES}
                 for part in ("title", "summary", "text")}  # fmt: skip
        return {"group": told["group"], "is_shown": told["is_shown"], **parts}


class NewArticleForm(Form):
    """The address of an article that is not there yet."""

    slug = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,39}$", label=pgettext_lazy("publication", "Address"),
        help_text=_("Small Latin letters, digits and hyphens, for example new-limits: it stands "
                    "at /help/new-limits/ and cannot be changed later."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"invalid": _("Write small Latin letters, digits and hyphens, a letter "
                                     "first, at most 40 signs.")},
    )  # fmt: skip


class WayForm(Form):
    """One way to reach the bank; a row without a value is left out."""

    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=list(WAYS.items()),
    )  # fmt: skip
    value = forms.CharField(
        label=pgettext_lazy("way", "Number, name or address"), max_length=100, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label in (("note", _("Note")), ("corrected", _("What was corrected"))):
            for language, name in LANGUAGES.items():
                field = _line(label, name, LONGEST_NOTE)
                field.required = False
                self.fields[f"{part}_{language}"] = field

    def clean(self) -> dict[str, Any]:
        """A value of its kind, and each note in all languages or in none."""
        told = self.cleaned_data
        value = told["value"] = re.sub(r"[\s()]", "", told.get("value", ""))
        if value and not _is_of_kind(told.get("kind", ""), value):
            self.add_error("value", _("Write a number as 7111 or +77020081499, a Skype name, or "
                                      "an e-mail address: whichever kind is chosen."))  # fmt: skip
        for part in ("note", "corrected"):
            said = [told.get(f"{part}_{language}", "") for language in LANGUAGES]
            if value and any(said) and not all(said):
                self.add_error(f"{part}_kk", _("Write it in all three languages, or in none."))
        return told

    @property
    def way(self) -> dict[str, Any] | None:
        """The way in the shape of Publication; None for an empty row."""
        told = self.cleaned_data
        if not told.get("value"):
            return None
        parts = {part: {language: told[f"{part}_{language}"] for language in LANGUAGES}
                 if told[f"{part}_ru"] else {} for part in ("note", "corrected")}  # fmt: skip
        return {"kind": told["kind"], "value": told["value"], **parts}


class WaysFormSet(forms.BaseFormSet[WayForm]):
    """All ways, in the order of their places."""

    def clean(self) -> None:
        """The numbers that stand elsewhere are here too, and nothing twice."""
        values = [way["value"] for way in self.ways]
        if any(self.errors):
            return
        for kept in KEPT:
            if kept not in values:
                said = _("%(kept)s stands in SMS texts and on each page, so it stays in the list. "
                         "It is changed in homebank/bank.toml.")  # fmt: skip
                raise forms.ValidationError(said, params={"kept": kept})
        if len(values) != len(set(values)):
            raise forms.ValidationError(_("The same number or address stands there twice."))

    @property
    def ways(self) -> list[dict[str, Any]]:
        """What `publish` takes."""
        placed = [(form.cleaned_data.get("place") or 100, number, form.way)
                  for number, form in enumerate(self.forms) if form.is_valid()]  # fmt: skip
        return [way for _place, _number, way in sorted(placed, key=lambda p: p[:2]) if way]


def _line(label: Any, language: Any, longest: int) -> forms.CharField:
    return forms.CharField(
        label=_named(label, language), max_length=longest,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


def _area(language: Any) -> forms.CharField:
    return forms.CharField(label=_named(_("Text"), language), max_length=LONGEST_TEXT,
                           widget=forms.Textarea({"rows": 12}))  # fmt: skip


def _named(label: Any, language: Any) -> Any:
    return format_lazy("{label}: {language}", label=label, language=language)


def _is_of_kind(kind: str, value: str) -> bool:
    if kind == "call":
        return bool(SHORT_NUMBER.fullmatch(value) or LAND_LINE.fullmatch(value))
    if kind == "skype":
        return bool(SKYPE.fullmatch(value))
    try:
        validate_email(value)
    except forms.ValidationError:
        return False
    return kind == "mail"
