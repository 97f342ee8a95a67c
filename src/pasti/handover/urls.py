from django.urls import path

from pasti.handover.screens import batches, counter, destroying, public, recognising, shelf, uncollected

app_name = "handover"
urlpatterns = [
    path("pengambilan/", counter.ready, name="ready"),
    path("pengambilan/rak/", shelf.shelf_page, name="shelf"),
    path("pengambilan/rak/hitung/", shelf.count, name="count-shelf"),
    path("pengambilan/rak/tempat/", shelf.give_places, name="give-places"),
    path("pengambilan/rak/temuan/<int:pk>/<slug:name>/", shelf.end_finding, name="end-finding"),
    path("pengambilan/rak/ditemukan/<int:pk>/", shelf.found, name="found"),
    path("pengambilan/rak/muncul/<int:pk>/", shelf.surface, name="surface"),
    path("pengambilan/kiriman/", batches.overview, name="batches"),
    path("pengambilan/kiriman/baru/", batches.send, name="send"),
    path("pengambilan/kiriman/tempat/", batches.set_point, name="set-point"),
    path("pengambilan/kiriman/tempat/<int:pk>/", batches.point, name="point"),
    path("pengambilan/kiriman/<int:pk>/", batches.batch, name="batch"),
    path("pengambilan/kiriman/<int:pk>/lapor/", batches.report, name="report-left"),
    path("pengambilan/kiriman/<int:pk>/batal/", batches.cancel, name="cancel-batch"),
    path("pengambilan/kiriman/<int:pk>/daftar/", batches.manifest, name="manifest"),
    path("pengambilan/belum-diambil/", uncollected.villages, name="villages"),
    path("pengambilan/belum-diambil/<slug:code>/daftar/", uncollected.village, name="village"),
    path("pengambilan/pemusnahan/", destroying.destructions, name="destructions"),
    path("pengambilan/pemusnahan/<int:pk>/setujui/", destroying.confirm, name="confirm-destruction"),
    path("pengambilan/pemusnahan/<int:pk>/batal/", destroying.withdraw, name="withdraw-destruction"),
    path("pengambilan/pemusnahan/<int:pk>/cetak/", destroying.minutes, name="minutes"),
    path("pengambilan/pencocokan/", recognising.recognitions, name="recognitions"),
    path("pengambilan/pencocokan/<int:pk>/<slug:name>/", recognising.decide, name="decide"),
    path("pengambilan/<str:number>/alat/", recognising.compare, name="compare"),
    path("pengambilan/<str:number>/orang-kedua/", recognising.ask_second, name="ask-second"),
    path("pengambilan/<str:number>/cocokkan/", recognising.look, name="look"),
    path("pengambilan/<str:number>/foto/", recognising.photo, name="photo"),
    path("pengambilan/<str:number>/tanda-terima/cetak/", counter.receipt_paper, name="receipt-paper"),
    path("pengambilan/<str:number>/tanda-terima/", counter.receipt, name="receipt"),
    path("pengambilan/<str:number>/", counter.hand_over, name="hand-over"),
    path("slip/<str:number>/", public.slip, name="slip"),
    path("slip/<str:number>/slip.pdf", public.slip_pdf, name="slip-pdf"),
]
