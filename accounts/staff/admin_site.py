"""The desk in place of Django's own admin site: staff only, never without a second factor."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, served by our site."""

    default_site = "accounts.staff.desk.StaffSite"
