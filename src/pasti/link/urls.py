from django.urls import path

from pasti.link.screens import office, peers

app_name = "link"
urlpatterns = [
    path("sambungan/", office.link, name="link"),
    path("sambungan/kirim-ulang/<int:envelope_id>/", office.resend, name="resend"),
    path("sambungan/terapkan/<int:received_id>/", office.apply_again, name="apply-again"),
    path("link/v1/exchange", peers.exchange, name="exchange"),
    path("link/v1/parcels", peers.parcels, name="parcels"),
]
