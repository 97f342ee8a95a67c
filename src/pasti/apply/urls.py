from django.urls import path

from pasti.apply.screens import checklist, form, front, paper

app_name = "apply"
urlpatterns = [
    path("", front.home, name="home"),
    path("layanan/", front.services, name="services"),
    path("layanan/<slug:code>/", checklist.service, name="service"),
    path("layanan/<slug:code>/ajukan/", checklist.start, name="start"),
    path("ajukan/lanjut/", form.resume, name="resume"),
    path("ajukan/<str:number>/", form.overview, name="overview"),
    path("ajukan/<str:number>/data-diri/", form.person, name="person"),
    path("ajukan/<str:number>/alamat/", form.address, name="address"),
    path("ajukan/<str:number>/daerah/", form.region, name="region"),
    path("ajukan/<str:number>/berkas/", form.papers, name="papers"),
    path("ajukan/<str:number>/berkas/kirim/", form.add_papers, name="add-papers"),
    path("ajukan/<str:number>/berkas/<slug:requirement>/", form.add_paper, name="add-paper"),
    path("ajukan/<str:number>/berkas/hapus/<int:document_id>/", form.remove_paper, name="remove-paper"),
    path("ajukan/<str:number>/periksa/", form.review, name="review"),
    path("ajukan/<str:number>/terkirim/", form.confirmation, name="confirmation"),
    path("ajukan/<str:number>/bukti.pdf", paper.confirmation_pdf, name="confirmation-pdf"),
    path("privasi/", front.privacy, name="privacy"),
    path("aksesibilitas/", front.accessibility, name="accessibility"),
]
