from django.urls import path

from pasti.desk.screens import calls, connecting, counter, new_case, papers, pauses, waiting

app_name = "desk"
urlpatterns = [
    path("meja/", counter.home, name="home"),
    path("meja/antrean/", counter.waiting, name="waiting"),
    path("meja/loket/<int:number>/buka/", counter.open_counter, name="open-counter"),
    path("meja/loket/tutup/", counter.leave_counter, name="leave-counter"),
    path("meja/panggil/", calls.call_next, name="call-next"),
    path("meja/masuk-lagi/<int:ticket_id>/", waiting.back, name="back"),
    path("meja/jeda/", pauses.pause, name="pause"),
    path("meja/jeda/selesai/", pauses.resume, name="end-pause"),
    path("meja/lanjutkan/<int:ticket_id>/", waiting.resume, name="resume"),
    path("meja/pulang/<int:ticket_id>/", waiting.left, name="left"),
    path("meja/nomor/<slug:name>/", calls.move, name="move"),
    path("meja/akhiri/", calls.finish, name="finish"),
    path("meja/hubungkan/", connecting.attach, name="attach"),
    path("meja/berkas/lengkap/", papers.accept_papers, name="accept-papers"),
    path("meja/berkas/cocok/", papers.settle, name="settle"),
    path("meja/berkas/kurang/", papers.send_for_papers, name="send-for-papers"),
    path("meja/surat/<slug:code>/", papers.note_letter, name="note-letter"),
    path("meja/tolak/", papers.refuse, name="refuse"),
    path("meja/terbit/", papers.issue, name="issue"),
    path("meja/permohonan-baru/", new_case.new_case, name="new-case"),
]
