"""Does a page that says it is Kazakh speak Kazakh only? For tests of every room.

    assert_only_kazakh(response.content.decode(), allow=("Beeline",))

What the catalogue knows in English or Russian, Latin words that are no names, and Russian words
that Kazakh does not have are told with their surroundings. Parts with another `lang` are skipped.
"""

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser

import yaml

from homebank import catalogues
from payments.catalogue.loading import FILE as CATALOGUE

# Names, brands and codes that stay Latin in Kazakh.
NAMES = frozenset(
    {
        "homebank",
        "secure",
        "securecode",
        "visa",
        "mastercard",
        "beeline",
        "kcell",
        "activ",
        "tele",
        "altel",
        "cookie",
    }
    | {"localhost", "testserver", "halyk", "bank", "citibank", "secure"}
    | {"anna", "example", "kz"}  # an address of e-mail
)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "use"}
SILENT = {"script", "style", "svg"}
CODES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\bid\b", re.I)
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "summary")
RUSSIAN_WORDS = frozenset(
    """в и с к у о об из на по за для или что это как если при без через после до вы вас вам ваш
    ваша ваше ваши мы нас нам он она оно они этот эта эти того чтобы когда уже ещё можно нельзя
    нет есть будет был была было были только также где куда кто чем""".split()  # noqa: SIM905
)
RUSSIAN_ENDINGS = re.compile(r".{2,}(ться|тся|ется|ого|его|ому|ыми|ение|ения|ении|ость|ости|уйте)$")
WORD = re.compile(r"[^\W\d_]+")
LONG_ENOUGH = 8


def assert_only_kazakh(html: str, allow: Iterable[str] = ()) -> None:
    """Fail with every foreign word or sentence of the page. `allow`: names that it may show."""
    found = find_foreign(html, allow)
    assert not found, "Not Kazakh on a Kazakh page:\n" + "\n".join(found)


@cache
def catalogue_names() -> tuple[str, ...]:
    """Names of services and billers as the catalogue's file writes them in Kazakh, and Skype."""
    told = yaml.safe_load(CATALOGUE.read_text())
    return ("Skype", *(row["name"][0] for row in [*told["services"], *told["billers"]]))


def find_foreign(html: str, allow: Iterable[str] = ()) -> list[str]:
    """What is not Kazakh, a line each; nothing for a page that is all Kazakh."""
    page = _Page()
    page.feed(html)
    allowed = NAMES | {word.lower() for name in allow for word in WORD.findall(name)}
    if page.language != "kk":
        return [f"<html lang={page.language!r}>"]
    return [*_known_sentences(page.texts), *_foreign_words(page.texts, allowed)]


def _known_sentences(texts: list[str]) -> list[str]:
    everything = "\n".join(texts)
    return [piece for piece in _foreign_pieces() if piece in everything]


def _foreign_words(texts: list[str], allowed: frozenset[str]) -> list[str]:
    found = []
    for text in texts:
        for word in WORD.findall(CODES.sub(" ", text)):
            lower = word.lower()
            latin = re.search("[a-z]", lower) and not word.isupper()
            russian = lower in RUSSIAN_WORDS or RUSSIAN_ENDINGS.match(lower)
            if (latin or russian) and lower not in allowed:
                found.append(f"{word!r} in {text!r}")
    return found


@cache
def _foreign_pieces() -> list[str]:
    """Long pieces of English and Russian sentences that no Kazakh sentence contains."""
    kazakh = "\n".join(
        text for entry in catalogues.read("kk") for text in (entry.msgstr, *_plurals(entry))
    )
    foreign = {entry.msgid for entry in catalogues.read("kk")}
    for entry in catalogues.read("ru"):
        foreign |= {entry.msgstr, *_plurals(entry)}
    pieces = {
        piece.strip()
        for text in foreign
        for piece in re.split(r"<[^>]*>|%\([a-z_0-9]+\)[a-z]|%[sd]|\{[a-z_0-9]*\}|\n", text)
    }
    return sorted(p for p in pieces if len(p) >= LONG_ENOUGH and p not in kazakh)


def _plurals(entry: object) -> list[str]:
    return list(getattr(entry, "msgstr_plural", {}).values())


class _Page(HTMLParser):
    """Collects what a reader meets: texts and spoken attributes, without other languages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.texts: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        language = known.get("lang") or ""
        if tag == "html":
            self.language = language
        skipped = bool(language and language != "kk") or tag in SILENT
        if not (skipped or any(self._open)):
            self._keep_attributes(tag, known)
        if tag not in VOID:
            self._open.append(skipped)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not any(self._open):
            self.texts.append(text)

    def _keep_attributes(self, tag: str, known: dict[str, str | None]) -> None:
        kept = [known.get(name) for name in SPOKEN_ATTRIBUTES]
        if tag == "input" and known.get("type") in {"submit", "button"}:
            kept.append(known.get("value"))
        # The names of the languages stand in their own language everywhere.
        self.texts += [text for text in kept if text and "Language" not in text]
