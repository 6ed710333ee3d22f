"""Addresses of the access control server: /3ds/.

The only ones of the portal that take a POST without its token, and whose pages may stand in a
frame (`framing.framed`). tests/three_ds/test_framing.py compares this list with the resolver.
"""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cards.three_ds import views

app_name = "three_ds"
OPEN = {"areq": views.areq, "challenge": views.challenge, "challenge/answer": views.answer}
urlpatterns = [
    path(address, csrf_exempt(view), name=view.__name__) for address, view in OPEN.items()
]
