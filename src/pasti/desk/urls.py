from django.urls import path

from pasti.desk.screens import counter, new_case, waiting

app_name = "desk"
urlpatterns = [
    path("meja/", counter.home, name="home"),
    path("meja/antrean/", counter.waiting, name="waiting"),
    path("meja/loket/<int:number>/buka/", counter.open_counter, name="open-counter"),
    path("meja/loket/tutup/", counter.leave_counter, name="leave-counter"),
    path("meja/panggil/", counter.call_next, name="call-next"),
    path("meja/masuk-lagi/<int:ticket_id>/", waiting.back, name="back"),
    path("meja/pulang/<int:ticket_id>/", waiting.left, name="left"),
    path("meja/nomor/<slug:name>/", counter.move, name="move"),
    path("meja/akhiri/", counter.finish, name="finish"),
    path("meja/hubungkan/", counter.attach, name="attach"),
    path("meja/berkas/lengkap/", counter.accept_papers, name="accept-papers"),
    path("meja/berkas/cocok/", counter.settle, name="settle"),
    path("meja/berkas/kurang/", counter.send_for_papers, name="send-for-papers"),
    path("meja/surat/<slug:code>/", counter.note_letter, name="note-letter"),
    path("meja/tolak/", counter.refuse, name="refuse"),
    path("meja/terbit/", counter.issue, name="issue"),
    path("meja/permohonan-baru/", new_case.new_case, name="new-case"),
]
