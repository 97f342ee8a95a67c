from django.urls import path

from pasti.tracking.screens import public

app_name = "tracking"
urlpatterns = [
    path("lacak/", public.find, name="find"),
    path("lacak/buka/", public.open_scan, name="open"),
    path("lacak/<str:number>/", public.case, name="case"),
]
