from django.urls import path

from pasti.printing.screens import office

app_name = "printing"
urlpatterns = [
    path("cetak/", office.room, name="room"),
    # Before the runs: "kartu" would be read as the day of one.
    path("cetak/kartu/<int:job_id>/kartu.pdf", office.job_faces, name="job-faces"),
    path("cetak/kartu/<int:job_id>/gagal/", office.spoil, name="spoil"),
    path("cetak/kartu/<int:job_id>/tunda/", office.put_back, name="put-back"),
    path("cetak/kartu/<int:job_id>/periksa-lagi/", office.try_again, name="try-again"),
    path("cetak/<str:day>/<int:sequence>/", office.run, name="run"),
    path("cetak/<str:day>/<int:sequence>/kartu.pdf", office.run_faces, name="run-faces"),
    path("cetak/<str:day>/<int:sequence>/tercetak/", office.confirm, name="confirm"),
    path("cetak/<str:day>/<int:sequence>/sisa-gagal/", office.spoil_rest, name="spoil-rest"),
]
