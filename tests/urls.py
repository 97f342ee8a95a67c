from pasti.site.urls import CENTRE, OFFICE, common, handler404, handler500, rooms

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [*common, *rooms(OFFICE), *rooms(CENTRE)]
