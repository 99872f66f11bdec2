"""The secretariat's desk is Django's admin site, under our own site class."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk as its site."""

    default_site = "desk.site.DeskSite"
