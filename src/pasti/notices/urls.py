from django.urls import path

from pasti.notices.screens import call, mailbox, office, whatsapp

app_name = "notices"
urlpatterns = [
    path("pemberitahuan/", office.overview, name="overview"),
    path("pemberitahuan/telepon/", office.calls, name="calls"),
    path("pemberitahuan/telepon/daftar.pdf", office.calls_paper, name="calls-paper"),
    path("pemberitahuan/telepon/<int:pk>/", call.call, name="call"),
    path("pemberitahuan/telepon/<int:pk>/sudah/", office.called, name="called"),
    path("pemberitahuan/telepon/<int:pk>/tidak-terjawab/", office.unanswered, name="unanswered"),
    path("pemberitahuan/surel/<slug:key>/", mailbox.mailbox, name="mailbox"),
    path("pemberitahuan/whatsapp/", whatsapp.webhook, name="whatsapp"),
]
