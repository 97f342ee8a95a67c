from django.urls import path

from pasti.link.screens import office, peers

app_name = "link"
urlpatterns = [
    path("sambungan/", office.link, name="link"),
    path("sambungan/daftar-kode/", office.join, name="join"),
    path("sambungan/kirim-ulang/<int:envelope_id>/", office.resend, name="resend"),
    path("sambungan/terapkan/<int:received_id>/", office.apply_again, name="apply-again"),
    path("sambungan/kiriman/<int:received_id>/", office.received, name="received"),
    path("sambungan/kiriman/<int:received_id>/keluarkan/", office.dismiss, name="dismiss"),
    path("sambungan/keluar/<int:envelope_id>/", office.envelope, name="envelope"),
    path("sambungan/keluar/<int:envelope_id>/keluarkan/", office.drop, name="drop"),
    path("sambungan/keluar/<int:envelope_id>/tahan/", office.hold, name="hold"),
    path("sambungan/coba-sekarang/", office.try_now, name="try-now"),
    path("sambungan/pemulihan/<int:pk>/", office.loss, name="loss"),
    path("sambungan/pemulihan/<int:pk>/tutup/", office.settle_loss, name="settle-loss"),
    path("sambungan/catat/<int:envelope_id>/", office.hear, name="hear"),
    path("sambungan/berkas/<int:pk>/kirim-ulang/", office.resend_parcel, name="resend-parcel"),
    path("sambungan/berkas/<int:pk>/catat/", office.hear_parcel, name="hear-parcel"),
    path("sambungan/semua/coba-lagi/", office.apply_all_again, name="apply-all-again"),
    path("sambungan/daftar/<slug:name>/", office.listing, name="listing"),
    path("link/v1/exchange", peers.exchange, name="exchange"),
    path("link/v1/parcels", peers.parcels, name="parcels"),
]
