from django.urls import path

from pasti.roster.screens import absence, duty, plan

app_name = "roster"
urlpatterns = [
    path("kantor/jaga/", plan.week, name="week"),
    path("kantor/jaga/sekarang/", duty.now, name="now"),
    path("kantor/jaga/saya/", duty.mine, name="mine"),
    path("kantor/jaga/saya/jeda/", duty.pause, name="pause"),
    path("kantor/jaga/loket/<int:number>/serahkan/", duty.hand_over, name="hand-over"),
    path("kantor/jaga/petugas/<int:pk>/", plan.pattern, name="pattern"),
    path("kantor/jaga/petugas/<int:pk>/berhalangan/", absence.today, name="absent-today"),
    path("kantor/jaga/petugas/<int:pk>/berhalangan/rencana/", absence.planned, name="absent-later"),
    path("kantor/jaga/petugas/<int:pk>/<str:day>/", plan.day, name="day"),
    path("kantor/jaga/berhalangan/<int:pk>/", absence.absence, name="absence"),
    path("kantor/jaga/berhalangan/<int:pk>/<slug:name>/", absence.end, name="end-absence"),
]
