"""Django's sessions, but for the cookie of a request that came under a session of a moment ago."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

SIGNS_OUT = "signs_out"  # accounts.sign_in.visits marks so the request whose visitor presses it


class PatientSessionMiddleware(SessionMiddleware):
    """Takes a cookie back only from whoever signs out with this very request.

    Each step gives a visit a new id. Of two clicks at once the second comes under the old id, which
    nobody knows any more or whose password is no longer the one it signed in with. Django would
    have the browser drop the cookie, and the browser would drop the one that the first click has
    just got: who clicked twice would be signed out. An id that nobody knows opens nothing.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, without a word about a session that this request did not touch or end."""
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        takes_back = cookie is not None and not cookie.value
        if not request.session.modified or (takes_back and not hasattr(request, SIGNS_OUT)):
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer
