from django.urls import path

from pasti.appointments.screens import office, public, together, waiting

app_name = "appointments"
urlpatterns = [
    path("sesi/", office.sessions, name="sessions"),
    path("sesi/tambahan/", office.switch, name="overbooking"),
    path("janji/bersama/", together.book, name="together"),
    path("janji/<str:number>/", public.choose, name="choose"),
    path("janji/<str:number>/kalender.ics", public.calendar_file, name="calendar"),
    path("janji/<str:number>/tunggu/", waiting.wait, name="wait"),
]
