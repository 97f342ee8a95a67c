from django.urls import path

from pasti.stock.screens import counts, office, places, removals, requests, ribbons

app_name = "stock"
urlpatterns = [
    path("blangko/", office.ledger, name="ledger"),
    path("blangko/terima/", office.receive, name="receive"),
    path("blangko/ditunggu/", office.expect, name="expect"),
    path("blangko/ditunggu/<int:pk>/batal/", office.expect_no_more, name="expect-no-more"),
    path("blangko/rusak/", office.spoil, name="spoil"),
    path("blangko/cocokkan/", office.reconcile, name="reconcile"),
    path("blangko/permintaan/", requests.asked, name="requests"),
    path("blangko/permintaan/<int:pk>/kirim/", requests.send, name="send-request"),
    path("blangko/permintaan/<int:pk>/tidak/", requests.drop, name="drop-request"),
    path("blangko/tempat/", places.transfers, name="transfers"),
    path("blangko/tempat/kirim/", places.send, name="send"),
    path("blangko/tempat/baru/", places.add_place, name="add-place"),
    path("blangko/tempat/<int:pk>/terima/", places.arrive, name="arrive"),
    path("blangko/tempat/<int:pk>/batal/", places.cancel, name="cancel-transfer"),
    path("blangko/hitung/", counts.counts, name="counts"),
    path("blangko/berita-acara/", removals.removals, name="removals"),
    path("blangko/berita-acara/<int:pk>/setujui/", removals.confirm, name="confirm-removal"),
    path("blangko/berita-acara/<int:pk>/batal/", removals.withdraw, name="withdraw-removal"),
    path("blangko/berita-acara/<int:pk>/cetak/", removals.minutes, name="minutes"),
    path("blangko/ribbon/", ribbons.ribbons, name="ribbons"),
    path("blangko/ribbon/terima/", ribbons.receive, name="receive-ribbon"),
    path("blangko/ribbon/pasang/", ribbons.mount, name="mount-ribbon"),
    path("blangko/ribbon/<int:pk>/rusak/", ribbons.spoil, name="spoil-ribbon"),
]
