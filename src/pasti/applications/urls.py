from django.urls import path

from pasti.applications.screens import code, correction, office, public

app_name = "applications"
urlpatterns = [
    path("selesai/", public.leave, name="leave"),
    path("masih-di-sini/", public.still_here, name="still-here"),
    path("status-pusat/", office.statuses, name="statuses"),
    path("permohonan/", office.cases, name="cases"),
    path("permohonan/<str:number>/", office.case, name="case"),
    path("permohonan/<str:number>/berkas/<int:document_id>/", office.document, name="document"),
    path("permohonan/<str:number>/berkas/<int:document_id>/gambar/", office.first_page, name="first-page"),
    path("permohonan/<str:number>/rekam-ulang/", office.record_again, name="record-again"),
    path("permohonan/<str:number>/akhiri/", office.end_held, name="end-held"),
    path("permohonan/<str:number>/perbaikan/", correction.correct, name="correct"),
    path("permohonan/<str:number>/kode-baru/", code.new_code, name="new-code"),
    path("permohonan/<str:number>/bukti.pdf", code.receipt, name="receipt"),
    path("permohonan/<str:number>/cocok/", office.settle, name="settle"),
    path("permohonan/<str:number>/berkas-lengkap/", office.supply, name="supply"),
]
