from django.urls import path

from pasti.certificates.screens import counter, office, public, suket

app_name = "certificates"
urlpatterns = [
    path("periksa/", public.check, name="check"),
    path("periksa/pekerja.js", public.check_worker, name="check-worker"),
    path("periksa/periksa.webmanifest", public.check_manifest, name="check-manifest"),
    path("surat/kunci.cose", public.keys, name="key-set"),
    path("surat/status.cwt", public.status_list, name="status-list"),
    path("surat/kunci/", office.keys, name="keys"),
    path("surat/kunci/<slug:kid>/ganti/", office.replace_key, name="replace-key"),
    path("surat/kunci/<slug:kid>/tarik/", office.withdraw_key, name="withdraw-key"),
    path("tanda-bukti/", counter.recorded, name="recorded"),
    path("tanda-bukti/<str:number>/bukti.pdf", counter.print_proof, name="print-proof"),
    path("bukti-perekaman/<str:number>/bukti.pdf", public.proof, name="proof"),
    path("suket/", suket.owed, name="owed"),
    path("suket/tanda-tangan/", suket.sign, name="sign"),
    path("suket/keputusan/", suket.decide, name="decide"),
    path("suket/keputusan/<int:pk>/matikan/", suket.switch_off, name="switch-off"),
    path("suket/<str:number>/", suket.suket, name="suket"),
    path("suket/<str:number>/terbitkan/", suket.issue, name="issue"),
    path("suket/<str:number>/<int:pk>/perpanjang/", suket.renew, name="renew"),
    path("suket/<str:number>/<int:pk>/cabut/", suket.revoke, name="revoke"),
    path("suket/<str:number>/suket.pdf", suket.print_suket, name="print-suket"),
]
