"""Every template keeps the house's rules: no inline code, nothing from outside, no bare words."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("static/**/*.html"))
SHEETS = sorted(ROOT.glob("static/css/*.css"))
# Each language under its own name; words that are the same everywhere.
SAME_EVERYWHERE = re.compile(
    r"pdfsig paper\.pdf|sha256sum paper\.pdf|SHA-256|3-?D Secure|SecureCode|RRN|"
    r"Homebank ID|Homebank|Тіл · Язык · Language|Қаз|ақша|Рус|ский|Eng|lish|hreflang"
)
COMMENT = re.compile(r"{#.*?#}|{% comment .*?%}.*?{% endcomment %}|<!--.*?-->", re.S)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.S)


def said(template: Path) -> str:
    """The template without comments, code and what goes through the catalogue."""
    text = COMMENT.sub("", template.read_text())
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"{% block (?:body_class|bodyclass|coltype) %}.*?{% endblock %}", "", text)
    return unescape(CODE.sub("", text))


def faults(files: list[Path], fault: Callable[[Path], object]) -> dict[str, object]:
    """What is wrong, by the files in which it is."""
    found = {str(file.relative_to(ROOT)): fault(file) for file in files}
    return {file: what for file, what in found.items() if what}


def test_no_inline_style_or_script() -> None:
    inline = re.compile(r"<style|\sstyle=|javascript:|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    assert faults(TEMPLATES, lambda file: inline.findall(COMMENT.sub("", file.read_text()))) == {}


def test_nothing_comes_from_outside() -> None:
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    assert faults(TEMPLATES, lambda file: outside.findall(file.read_text())) == {}


def bare_words(template: Path) -> list[str]:
    """Words of the page that no catalogue knows."""
    text = said(template)
    spoken = re.findall(r'(?:alt|aria-label|placeholder|title)="([^"]*)"', text)
    spoken += re.findall(r'<input[^>]*\bvalue="([^"]*)"', text)  # a button says what it holds
    bare = [re.sub(r"<[^>]*>", " ", text), *spoken]
    return re.findall(r"[^\W\d_]{2,}", SAME_EVERYWHERE.sub("", " ".join(bare)))


def test_every_word_goes_through_the_catalogue() -> None:
    assert faults([file for file in TEMPLATES if "static" not in file.parts], bare_words) == {}


# Frames of shops have no cookie that a token could belong to (docs/3-d-secure.md); a shop is no
# page of the bank at all.
WITHOUT_COOKIES = ("templates/three_ds/", "templates/demo/web_shop.html")


def open_forms(template: Path) -> list[str]:
    """Forms that post without the token."""
    if str(template.relative_to(ROOT)).startswith(WITHOUT_COOKIES):
        return []
    forms = re.findall(r"<form\b[^>]*>.{0,60}", template.read_text(), re.S)
    return [f for f in forms if 'method="post"' in f and "{% csrf_token %}" not in f]


def test_forms_post_with_a_token_and_are_judged_by_the_server() -> None:
    assert faults(TEMPLATES, open_forms) == {}


def strange_rules(sheet: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
    outside = re.findall(r"url\([\"']?(?:https?:)?//|@import url\([\"']?http", text)
    ids = re.findall(r"(?m)^\s*#[a-z].*", text) if sheet.name != "desk.css" else []
    return outside + ids


def test_sheets_take_nothing_from_outside_and_no_ids_but_the_admins() -> None:
    assert faults(SHEETS, strange_rules) == {}
