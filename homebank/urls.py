"""Every address of the portal. Rooms keep their own lists."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from homebank import views
from homebank.desk_explain import explain

PORTAL: list[URLPattern | URLResolver] = [
    # Before the public pages: `help/codeword/` is a page of its own, not an article by its slug.
    path("", include("accounts.urls")),
    path("", include("homebank.public_urls")),
    path("payments/", include("payments.urls")),
    path("cards/", include("cards.urls")),
    path("cards/photos/", include("cards.photos.urls")),
    path("3ds/", include("cards.three_ds.urls")),
    path("my/", include("cards.overview_urls")),
    path("my/", include("cards.disputes.urls")),
    path("my/orders/", include("cards.ordering.urls")),
    path("my/other-cards/", include("cards.other.urls")),
    path("verify/", include("documents.urls")),
    path("channel/v1/", include("channel.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
if settings.DEMO:
    PORTAL.append(path("demo/", include("notifications.demo_urls")))
    PORTAL.append(path("demo/", include("homebank.demo_bank.urls")))
# For the networks of settings.DESK_NETWORKS only (homebank/desk_place.py).
DESK = [
    path(f"{settings.ADMIN_PATH}/explain/", admin.site.admin_view(explain), name="explain"),
    path(f"{settings.ADMIN_PATH}/words/", include("homebank.public.editing.urls")),
    path(f"{settings.ADMIN_PATH}/", include("desk.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
]
urlpatterns = [*DESK, *PORTAL]

handler400 = "homebank.views.bad_request"
handler403 = "homebank.views.permission_denied"
handler404 = "homebank.views.not_found"
handler500 = "homebank.views.server_error"
