"""The catalogues of words: found in the code and in Django, merged, judged and compiled.

English is the msgid. Django's own strings are part of our catalogues: its Kazakh is a third empty
and falls back to Russian in silence. docs/look.md says how to work with them.
"""

import os
import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

LANGUAGES = ("kk", "ru")
PLURALS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || "
    "n%100>14) ? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);",
}  # fmt: skip
FORMS = {"kk": 2, "ru": 4}
# Folders without words for people who use the bank.
WORDLESS = {"tests", "docs", "benchmarks", "static", "staticfiles", "locale", "migrations"}
# Whose words people meet beside ours, and the catalogue that lists these words.
FRAMEWORK = {
    "django/conf": "en",
    "django/contrib/admin": "en",
    "django/contrib/auth": "en",
    "django/contrib/contenttypes": "en",
    "django/contrib/sessions": "en",
    "django_otp": "fr",
}
# Files whose words nobody meets in this project.
UNSEEN = re.compile(
    r"conf/global_settings|^views/|core/paginator|auth/views|auth/templates|admin/tests|"
    r"admin/templates/registration/password_reset|admin/templates/admin/(invalid_setup|500|404)|"
    r"contrib/(admindocs|flatpages|gis|humanize|messages|postgres|redirects|sitemaps|sites|"
    r"staticfiles|syndication)|otp_email"
)
Key = tuple[str | None, str, bool]
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[a-z]|%[sdr]|\{[a-z_0-9]*\}")


def update(*, fragments: Path | None = None) -> None:
    """Write what the code says now into locale/, with the fragments' translations first.

    A fragment is a file `<area>.<language>.po`; what it translates replaces what is there.
    """
    found = find_messages()
    for language in LANGUAGES:
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        made = _merged(language, found, fragments)
        made.save(str(file))


def find_messages() -> polib.POFile:
    """Every message of our code and templates, then Django's that people may meet."""
    found = _Extract.run_on(settings.BASE_DIR)
    known = {(entry.msgctxt, entry.msgid) for entry in found}
    for entry in _framework_messages():
        if (entry.msgctxt, entry.msgid) not in known:
            known.add((entry.msgctxt, entry.msgid))
            list.append(found, entry)  # polib's own append looks through all of them
    return found


def find_faults() -> list[str]:
    """What is wrong with the catalogues, a line each: stale, missing, fuzzy, other placeholders."""
    found = find_messages()
    return [
        f"{language}: {fault}"
        for language in LANGUAGES
        for fault in (*_stale(language, found), *_wrong(read(language)))
    ]


def compile_catalogues() -> None:
    """Write each .mo that is missing or older than its .po. They are made, not committed."""
    for source in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns:
            beside = made.with_suffix(f".{os.getpid()}")  # another process may read it now
            polib.pofile(str(source)).save_as_mofile(str(beside))
            beside.replace(made)


def catalogue_file(language: str) -> Path:
    """Where the project's one catalogue of the language stands."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    """The catalogue of the language; an empty one if there is none yet."""
    file = catalogue_file(language)
    made = polib.pofile(str(file), wrapwidth=100) if file.exists() else polib.POFile(wrapwidth=100)
    made.metadata = {
        "Project-Id-Version": "Homebank",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return made


def _merged(language: str, found: polib.POFile, fragments: Path | None) -> polib.POFile:
    """A catalogue of exactly the found messages, translated by fragments, catalogue, Django."""
    known: dict[Key, polib.POEntry] = {}
    for source in (*_fragments(language, fragments), read(language), *_of_frameworks(language)):
        for entry in source:
            if entry.translated() and not entry.obsolete:
                known.setdefault(_key(entry), entry)
    made = polib.POFile(wrapwidth=100)
    made.metadata = read(language).metadata
    made.extend(_translated(entry, known.get(_key(entry)), FORMS[language]) for entry in found)
    return made


def _translated(entry: polib.POEntry, known: polib.POEntry | None, forms: int) -> polib.POEntry:
    fresh = polib.POEntry(
        msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural,
        comment=entry.comment, occurrences=entry.occurrences,
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )  # fmt: skip
    if entry.msgid_plural:
        said = known.msgstr_plural if known else {}
        fresh.msgstr_plural = {form: typeset(said.get(form, "")) for form in range(forms)}
    elif known:
        fresh.msgstr = typeset(known.msgstr)
    return fresh


def typeset(text: str) -> str:
    """The text with its dashes held to the word before: no line begins with one."""
    return text.replace(" — ", "\u00a0— ")


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, bool(entry.msgid_plural)


def _fragments(language: str, folder: Path | None) -> Iterator[polib.POFile]:
    for file in sorted(folder.glob(f"*.{language}.po")) if folder else ():
        yield polib.pofile(str(file))


def _of_frameworks(language: str) -> Iterator[polib.POFile]:
    for package in FRAMEWORK:
        file = _framework_file(package, language)
        if file.exists():
            yield polib.pofile(str(file))


def _framework_messages() -> Iterator[polib.POEntry]:
    """The frameworks' messages, without those that only a developer meets."""
    for package, language in FRAMEWORK.items():
        for entry in polib.pofile(str(_framework_file(package, language))):
            if entry.obsolete or all(UNSEEN.search(file) for file, _line in entry.occurrences):
                continue
            entry.comment, entry.occurrences = "", [(package, "")]
            yield entry


def _framework_file(package: str, language: str) -> Path:
    root = Path(django.__file__).parent.parent
    return root / package / "locale" / language / "LC_MESSAGES" / "django.po"


def _stale(language: str, found: polib.POFile) -> Iterator[str]:
    kept = {(entry.msgctxt, entry.msgid): entry for entry in read(language)}
    wanted = {(entry.msgctxt, entry.msgid) for entry in found}
    for _context, msgid in sorted(wanted - kept.keys(), key=lambda key: key[1]):
        yield f"not in the catalogue (run manage.py translations): {msgid!r}"
    for _context, msgid in sorted(kept.keys() - wanted, key=lambda key: key[1]):
        yield f"nobody says this any more (run manage.py translations): {msgid!r}"


def _wrong(catalogue: polib.POFile) -> Iterator[str]:
    for entry in catalogue:
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        if not all(said):
            yield f"not translated: {entry.msgid!r}"
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in filter(None, said):
            if set(PLACEHOLDER.findall(text)) - wanted or (
                not entry.msgid_plural and wanted - set(PLACEHOLDER.findall(text))
            ):
                yield f"other placeholders: {entry.msgid!r} -> {text!r}"


def _sources(root: Path) -> Iterator[Path]:
    """Our own code and templates: what may hold words for people."""
    rooms = (each for each in sorted(root.iterdir()) if each.is_dir() and each.name[0] != ".")
    for room in rooms:
        for file in sorted((*room.rglob("*.py"), *room.rglob("*.html"))):
            if not WORDLESS & set(file.relative_to(root).parts):
                yield file


class _Extract(makemessages.Command):
    """Django's extraction, which hands over what it found instead of writing catalogues.

    It works on a copy: beside each template it leaves a file for a moment.
    """

    found: polib.POFile

    @classmethod
    def run_on(cls, root: Path) -> polib.POFile:
        command = cls()
        with TemporaryDirectory() as copy, chdir(copy):
            Path("locale").mkdir()
            for file in _sources(root):
                target = Path(copy) / file.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
            call_command(command, locale=["kk"], add_location="file", verbosity=0)
        for entry in command.found:
            entry.occurrences = sorted(set(entry.occurrences))
            entry.msgstr = ""
        return command.found

    def write_po_file(self, potfile: str, locale: Any) -> None:
        self.found = polib.pofile(potfile)
