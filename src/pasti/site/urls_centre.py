from django.urls import path
from django.views.generic import RedirectView

from pasti.accounts.rules import public
from pasti.site.urls import CENTRE, common, handler404, handler500, rooms

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", public(RedirectView.as_view(pattern_name="staff-home")), name="home"),
    *common,
    *rooms(CENTRE),
]
