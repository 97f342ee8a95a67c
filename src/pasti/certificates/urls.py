from django.urls import path

from pasti.certificates.screens import counter, office, public

app_name = "certificates"
urlpatterns = [
    path("surat/kunci.cose", public.keys, name="key-set"),
    path("surat/kunci/", office.keys, name="keys"),
    path("surat/kunci/<slug:kid>/ganti/", office.replace_key, name="replace-key"),
    path("surat/kunci/<slug:kid>/tarik/", office.withdraw_key, name="withdraw-key"),
    path("tanda-bukti/", counter.recorded, name="recorded"),
    path("tanda-bukti/<str:number>/bukti.pdf", counter.print_proof, name="print-proof"),
    path("bukti-perekaman/<str:number>/bukti.pdf", public.proof, name="proof"),
]
