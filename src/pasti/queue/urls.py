from django.urls import path

from pasti.queue.screens import hall

app_name = "queue"
urlpatterns = [
    path("antrean/", hall.display, name="display"),
    path("antrean/papan/", hall.board, name="board"),
    path("antrean/nomor/<slug:token>/", hall.phone, name="phone"),
    path("antrean/nomor/<slug:token>/kini/", hall.phone_part, name="phone-part"),
    path("antrean/tiba/", hall.kiosk, name="kiosk"),
    path("antrean/tiba/permohonan/", hall.arrive, name="arrive"),
    path("antrean/tiba/langsung/", hall.walk_in, name="walk-in"),
    path("antrean/tiba/nomor/<slug:token>/", hall.stub, name="stub"),
]
