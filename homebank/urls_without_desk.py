"""Every address but the desk's: for who comes from a network where there is none."""

from homebank.urls import PORTAL, handler400, handler403, handler404, handler500

urlpatterns = PORTAL
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
