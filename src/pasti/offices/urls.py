from django.urls import path

from pasti.offices.screens import calendar, office

app_name = "offices"
urlpatterns = [
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/kantor/", calendar.change_office, name="change-office"),
    path("kalender/jam/", calendar.set_hours, name="set-hours"),
    path("kalender/jam/sementara/", calendar.set_hours_for_a_while, name="set-hours-for-a-while"),
    path("kalender/jam/<int:pk>/hapus/", calendar.end_hours, name="end-hours"),
    path("kalender/libur/", calendar.add_holiday, name="add-holiday"),
    path("kalender/libur/<str:day>/", calendar.toggle_holiday, name="toggle-holiday"),
    path("lajur/", office.lanes, name="lanes"),
    path("lajur/baru/", office.lane, name="new-lane"),
    path("lajur/<str:letter>/", office.lane, name="lane"),
    path("loket/baru/", office.counter, name="new-counter"),
    path("loket/<int:number>/", office.counter, name="counter"),
    path("loket/<int:number>/alat-pencocok/<slug:name>/", office.require_check, name="require-check"),
    path("ruang/baru/", office.hall, name="new-hall"),
    path("ruang/<int:pk>/", office.hall, name="hall"),
    path("ruang/<int:pk>/hapus/", office.remove_hall, name="remove-hall"),
    path("ketentuan/", office.rules, name="rules"),
    path("ketentuan/<str:key>/", office.rule, name="rule"),
]
