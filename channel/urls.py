"""Addresses of the signed channel, below /channel/v1/.

Those of OPEN take a POST without a form's token: a signature over the whole request stands in its
place. tests/doors/test_posts.py compares this list with the resolver.
"""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from channel import views
from channel.functions import (
    CODEWORD_SLIP,
    HEALTH,
    NUMBER_PROPOSAL,
    TRUSTED_NUMBER,
    UNBLOCKING,
)

app_name = "channel"
OPEN = {
    TRUSTED_NUMBER.path: views.trusted_number, CODEWORD_SLIP.path: views.codeword_slip,
    NUMBER_PROPOSAL.path: views.number_proposal, UNBLOCKING.path: views.unblock,
}  # fmt: skip
urlpatterns = [
    path(HEALTH.path, views.health, name=HEALTH.path),
    path("openapi.json", views.openapi, name="openapi"),
    *(path(address, csrf_exempt(view), name=address) for address, view in OPEN.items()),
]
