from django.urls import path

from pasti.queue.screens import arrive, by_name, calls, came_true, collect, hall, kiosk, leave, printers, voice, walk_in

app_name = "queue"
urlpatterns = [
    path("antrean/", hall.display, name="display"),
    path("antrean/papan/", hall.board, name="board"),
    path("antrean/ruang/<int:pk>/", hall.display_of, name="display-of"),
    path("antrean/ruang/<int:pk>/papan/", hall.board_of, name="board-of"),
    path("antrean/nomor/<slug:token>/", hall.phone, name="phone"),
    path("antrean/nomor/<slug:token>/kini/", hall.phone_part, name="phone-part"),
    path("antrean/nomor/<slug:token>/mengapa/", calls.before_mine, name="before-mine"),
    path("antrean/suara/<str:letter>/<int:sequence>/<int:counter>/", voice.said, name="voice"),
    path("antrean/layar/", voice.screens, name="screens"),
    path("antrean/layar/contoh/", voice.example, name="voice-example"),
    path("antrean/printer/", printers.printers, name="printers"),
    path("antrean/printer/<int:pk>/", printers.set_printer, name="set-printer"),
    path("antrean/printer/<int:pk>/contoh/", printers.example, name="printer-example"),
    path("antrean/urutan/", calls.rule, name="rule"),
    path("antrean/mengapa/", calls.why, name="why"),
    path("antrean/lama/", came_true.said_and_came, name="said-and-came"),
    path("antrean/tiba/", kiosk.kiosk, name="kiosk"),
    path("antrean/tiba/ruang/<int:pk>/", kiosk.kiosk_of, name="kiosk-of"),
    path("antrean/tiba/jaga/", kiosk.guard, name="guard"),
    path("antrean/tiba/keluar/", leave.leave, name="leave"),
    path("antrean/tiba/kunci/", leave.lock, name="lock"),
    path("antrean/tiba/mulai/", kiosk.afresh, name="afresh"),
    path("antrean/tiba/keperluan/<slug:name>/", walk_in.services, name="services"),
    path("antrean/tiba/layanan/<slug:code>/", walk_in.service, name="service"),
    path("antrean/tiba/layanan/<slug:code>/daftar/", walk_in.take_home, name="take-home"),
    path("antrean/tiba/permohonan/", arrive.arrive, name="arrive"),
    path("antrean/tiba/nama/", by_name.by_name, name="by-name"),
    path("antrean/tiba/ambil/", collect.collect, name="collect"),
    path("antrean/tiba/tetap/", kiosk.wait_anyway, name="wait-anyway"),
    path("antrean/tiba/langsung/", walk_in.walk_in, name="walk-in"),
    path("antrean/tiba/nomor/<slug:token>/", kiosk.stub, name="stub"),
    path("antrean/tiba/nomor/<slug:token>/cetak/", kiosk.print_stub, name="print-stub"),
]
