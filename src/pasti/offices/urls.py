from django.urls import path

from pasti.offices.screens import office

app_name = "offices"
urlpatterns = [
    path("kalender/", office.calendar, name="calendar"),
    path("kalender/kantor/", office.change_office, name="change-office"),
    path("kalender/jam/", office.set_hours, name="set-hours"),
    path("kalender/libur/", office.add_holiday, name="add-holiday"),
    path("kalender/libur/<str:day>/", office.toggle_holiday, name="toggle-holiday"),
    path("lajur/", office.lanes, name="lanes"),
    path("lajur/baru/", office.lane, name="new-lane"),
    path("lajur/<str:letter>/", office.lane, name="lane"),
    path("loket/baru/", office.counter, name="new-counter"),
    path("loket/<int:number>/", office.counter, name="counter"),
    path("ketentuan/", office.rules, name="rules"),
    path("ketentuan/<str:key>/", office.rule, name="rule"),
]
