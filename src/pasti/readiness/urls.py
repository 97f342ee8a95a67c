from django.urls import path

from pasti.readiness.screens import board, incident, papers

app_name = "readiness"
urlpatterns = [
    path("kesiapan/", board.board, name="board"),
    path("kesiapan/gangguan/baru/", board.declare, name="declare"),
    path("kesiapan/gangguan/rencana/", board.plan, name="plan"),
    path("kesiapan/gangguan/<int:pk>/", incident.incident, name="incident"),
    path("kesiapan/gangguan/<int:pk>/ubah/", incident.change, name="change"),
    path("kesiapan/gangguan/<int:pk>/pindah/", incident.move, name="move"),
    path("kesiapan/gangguan/<int:pk>/perkiraan/", incident.forecast, name="forecast"),
    path("kesiapan/gangguan/<int:pk>/tutup/", incident.close, name="close"),
    path("kesiapan/gangguan/<int:pk>/tarik/", incident.withdraw, name="withdraw"),
    path("kesiapan/gangguan/<int:pk>/tindakan/", incident.note_deed, name="note-deed"),
    path("kesiapan/gangguan/<int:pk>/surat/", papers.note_letter, name="note-letter"),
    path("kesiapan/gangguan/<int:pk>/surat/<int:document_id>/", papers.scan, name="scan"),
    path("kesiapan/gangguan/<int:pk>/laporan.pdf", papers.report, name="report"),
    path("kesiapan/gangguan/<int:pk>/konsep-surat.pdf", papers.draft, name="draft"),
]
