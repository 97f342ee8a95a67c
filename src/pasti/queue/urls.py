from django.urls import path

from pasti.queue.screens import collect, hall, kiosk

app_name = "queue"
urlpatterns = [
    path("antrean/", hall.display, name="display"),
    path("antrean/papan/", hall.board, name="board"),
    path("antrean/nomor/<slug:token>/", hall.phone, name="phone"),
    path("antrean/nomor/<slug:token>/kini/", hall.phone_part, name="phone-part"),
    path("antrean/tiba/", kiosk.kiosk, name="kiosk"),
    path("antrean/tiba/permohonan/", kiosk.arrive, name="arrive"),
    path("antrean/tiba/ambil/", collect.collect, name="collect"),
    path("antrean/tiba/langsung/", kiosk.walk_in, name="walk-in"),
    path("antrean/tiba/nomor/<slug:token>/", kiosk.stub, name="stub"),
]
