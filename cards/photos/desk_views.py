"""The desk's way to a photo: with the permission, and after saying why the file is opened."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.staff.desk_guard import why_first
from cards.models import Photo
from cards.photos.pictures import picture

SEE = "cards.see_photo"


@require_safe
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """The picture, for the page on which an operator compares. The customer reads of each look.

    A photo of a draft is the customer's own yet.
    """
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    found = get_object_or_404(Photo, pk=photo_id, order__number__isnull=False)
    return why_first(request, found.customer_id) or picture(found)
