"""The pages for when the site is away: three languages, no request to anywhere, no database."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_stubs_ext import StrOrPromise

from homebank.identity import BANK

# What `build_maintenance_page` writes and `collectstatic` puts at maintenance/index.html.
FILE = Path(__file__).parent / "public" / "maintenance" / "index.html"
SHEET = (Path(__file__).parent / "public" / "maintenance.css").read_text()
# Lets this one inline sheet through a policy that forbids inline sheets: by its hash.
_DIGEST = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
STYLE_SOURCE = f"'sha256-{_DIGEST}'"
LANGUAGES = ("kk", "ru", "en")


def works_page(
    *, until: datetime | None = None, reason: StrOrPromise = "", planned: bool = False
) -> str:
    """The page. Without `planned` nobody knows what happened: the proxy shows that one."""
    told = {"until": until, "reason": reason, "planned": planned}
    return _page("maintenance/page.html", **told)


def away_page(*, reference: str, is_in_doubt: bool) -> str:
    """The page for a database that is away. `is_in_doubt`: something was being sent meanwhile."""
    told = {"reference": reference, "is_in_doubt": is_in_doubt}
    return _page("maintenance/away.html", **told)


def not_now(page: str, *, seconds: int) -> HttpResponse:
    """503 with the page, to be asked for again after so many seconds, kept by no cache."""
    response = HttpResponse(page, status=503)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    response._csp_update = {"style-src": [STYLE_SOURCE]}  # type: ignore[attr-defined]
    return response


def _page(template: str, **told: object) -> str:
    context = {
        "bank": BANK,
        "languages": LANGUAGES,
        "style": format_html("<style>{}</style>", mark_safe(SHEET)),  # noqa: S308 (our own file)
        "mark": mark_safe(_mark()),  # noqa: S308 (our own file)
    }
    return render_to_string(template, context | told)


def _mark() -> str:
    """The strokes of the mark, out of its file."""
    drawing = (Path(settings.BASE_DIR) / "static" / "img" / "mark.svg").read_text()
    return drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")].strip()
