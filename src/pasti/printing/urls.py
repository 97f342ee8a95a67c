from django.urls import path

from pasti.printing.screens import machine, night, office, order

app_name = "printing"
urlpatterns = [
    path("cetak/", office.room, name="room"),
    path("urutan-cetak/", order.rule, name="rule"),
    path("cetak/urutan/", order.order, name="order"),
    path("cetak/urutan/<str:number>/", order.turn, name="turn"),
    path("cetak/urutan/<str:number>/tenggat/", order.state_deadline, name="state-deadline"),
    path("cetak/urutan/<str:number>/tenggat/cabut/", order.withdraw_deadline, name="withdraw-deadline"),
    path("cetak/urutan/<str:number>/dahulukan/", order.propose, name="propose"),
    path("cetak/dahulukan/<int:pk>/setujui/", order.grant, name="grant"),
    path("cetak/dahulukan/<int:pk>/tidak/", order.refuse, name="refuse"),
    # Before the runs: "kartu" would be read as the day of one.
    path("cetak/kartu/<int:job_id>/kartu.pdf", office.job_faces, name="job-faces"),
    path("cetak/kartu/<int:job_id>/foto.jpg", office.photo, name="photo"),
    path("cetak/pita/<int:pk>/pasang/", machine.mount, name="mount-ribbon"),
    path("cetak/kartu/<int:job_id>/gagal/", office.spoil, name="spoil"),
    path("cetak/kartu/<int:job_id>/tunda/", office.put_back, name="put-back"),
    path("cetak/kartu/<int:job_id>/periksa-lagi/", office.try_again, name="try-again"),
    path("cetak/malam/", night.propose, name="propose-night"),
    path("cetak/malam/<int:pk>/setujui/", night.agree, name="agree-night"),
    path("cetak/malam/<int:pk>/tidak/", night.refuse, name="refuse-night"),
    path("cetak/mesin/", machine.machines, name="machines"),
    path("cetak/mesin/<int:pk>/tutup/", machine.close, name="close-machine"),
    path("cetak/kiriman/<int:pk>/lagi/", machine.again, name="again"),
    path("cetak/<str:day>/<int:sequence>/mesin/", machine.part, name="machine"),
    path("cetak/<str:day>/<int:sequence>/jeda/", machine.pause, name="pause"),
    path("cetak/<str:day>/<int:sequence>/lanjut/", machine.go_on, name="go-on"),
    path("cetak/<str:day>/<int:sequence>/tanpa-antrean/", machine.by_hand, name="by-hand"),
    path("cetak/<str:day>/<int:sequence>/", office.run, name="run"),
    path("cetak/<str:day>/<int:sequence>/kartu.pdf", office.run_faces, name="run-faces"),
    path("cetak/<str:day>/<int:sequence>/tercetak/", office.confirm, name="confirm"),
    path("cetak/<str:day>/<int:sequence>/sisa-gagal/", office.spoil_rest, name="spoil-rest"),
]
