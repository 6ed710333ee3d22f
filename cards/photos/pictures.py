"""A photo on its way to a browser: nothing in it may run, nobody keeps it."""

from csp.constants import NONE
from django.http import Http404, HttpResponse

from cards.models import Photo
from cards.photos.keeping import photo_bytes

# Nothing is fetched for it and nothing of it runs, wherever it is opened.
POLICY = {"default-src": [NONE], "form-action": [NONE], "frame-ancestors": [NONE],
          "base-uri": [NONE], "sandbox": True}  # fmt: skip


def picture(photo: Photo) -> HttpResponse:
    """The JPEG, for an <img> of ours; opened by itself it is saved, not shown. 404 without one."""
    content = photo_bytes(photo)
    if not content:
        raise Http404
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = 'attachment; filename="photo.jpg"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer._csp_config = POLICY  # type: ignore[attr-defined]
    return answer
