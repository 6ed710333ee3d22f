"""Every template keeps the house's rules: no inline code, nothing from outside, no bare words."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("static/**/*.html"))
SHEETS = sorted(ROOT.glob("static/css/*.css"))
# Each language under its own name; words that are the same everywhere.
SAME_EVERYWHERE = re.compile(
    r"pdfsig paper\.pdf|sha256sum paper\.pdf|SHA-256|"
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


def each(files: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("file", files, ids=lambda f: str(f.relative_to(ROOT)))


@each(TEMPLATES)
def test_no_inline_style_or_script(file: Path) -> None:
    text = COMMENT.sub("", file.read_text())
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@each(TEMPLATES)
def test_nothing_comes_from_outside(file: Path) -> None:
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", file.read_text())


@each([file for file in TEMPLATES if "static" not in file.parts])
def test_every_word_goes_through_the_catalogue(file: Path) -> None:
    text = said(file)
    spoken = re.findall(r'(?:alt|aria-label|placeholder|title)="([^"]*)"', text)
    spoken += re.findall(r'<input[^>]*\bvalue="([^"]*)"', text)  # a button says what it holds
    bare = [re.sub(r"<[^>]*>", " ", text), *spoken]
    left = SAME_EVERYWHERE.sub("", " ".join(bare))
    assert not re.findall(r"[^\W\d_]{2,}", left)


@each(TEMPLATES)
def test_forms_post_with_a_token_and_are_judged_by_the_server(file: Path) -> None:
    for form in re.findall(r"<form\b[^>]*>.{0,60}", file.read_text(), re.S):
        if 'method="post"' in form:
            assert "{% csrf_token %}" in form


@each(SHEETS)
def test_sheets_take_nothing_from_outside_and_no_ids_but_the_admins(file: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import url\([\"']?http", text)
    if file.name != "desk.css":
        assert not re.search(r"(?m)^\s*#[a-z]", text)
