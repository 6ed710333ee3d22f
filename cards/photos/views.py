"""The customer's page of an order's photos, sent one by one, and the pictures themselves."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.models import CardOrder, Photo, PhotoSide
from cards.ordering.answers import find_answer
from cards.ordering.shown import page_context
from cards.photos.forms import FIELD, PhotoForm
from cards.photos.keeping import keep_upload, lacking_photos
from cards.photos.pictures import picture
from cards.photos.rules import MOST_BYTES
from cards.photos.tiles import tiles_of
from homebank.lib.errors import Refusal
from homebank.lib.unattended import renews_itself
from homebank.lib.uploads import MEGABYTE, takes_file, typed_file


@renews_itself
@takes_file(most=MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def photos(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """The photos of one's own order; each comes with a form of its own."""
    order = get_object_or_404(CardOrder.objects.of(request.customer), pk=order_id)
    if request.method != "POST":
        return _page(request, order)
    side = _side(request)
    form = PhotoForm(side, request.POST)
    form.full_clean()
    try:
        keep_upload(order=order, side=side, upload=typed_file(request, FIELD))
    except Refusal as refusal:
        form.add_error(FIELD, str(refusal))
        return _page(request, order, form=form, wrong=side)
    return redirect("photos:of-order", order.pk)


@require_safe
@customer_required
def photo(request: CustomerRequest, photo_id: UUID) -> HttpResponse:
    """One of the own photos, as the bank keeps it."""
    return picture(get_object_or_404(Photo.objects.of(request.customer), pk=photo_id))


def _side(request: CustomerRequest) -> PhotoSide:
    try:
        return PhotoSide(request.POST.get("side", ""))
    except ValueError:
        raise Http404 from None


def _page(
    request: CustomerRequest, order: CardOrder, form: PhotoForm | None = None,
    wrong: PhotoSide | None = None,
) -> HttpResponse:  # fmt: skip
    tiles, answer = tiles_of(order, form=form, wrong=wrong), find_answer(order, "photos")
    assert answer is not None  # every order has them
    shown: dict[str, Any] = {
        "tiles": tiles, "waits": any(tile.is_waiting for tile in tiles) and form is None,
        # A page that renews itself would lose a file that was chosen and not sent yet.
        "renews": form is None and all(tile.is_done or tile.is_waiting for tile in tiles),
        "is_whole": not lacking_photos(order), "most": MOST_BYTES // MEGABYTE,
    }  # fmt: skip
    around = page_context(request, order, answer, form)
    return render(request, "cards/photos/photos.html", around | shown)
