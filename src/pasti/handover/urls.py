from django.urls import path

from pasti.handover.screens import counter, public

app_name = "handover"
urlpatterns = [
    path("pengambilan/", counter.ready, name="ready"),
    path("pengambilan/<str:number>/", counter.hand_over, name="hand-over"),
    path("slip/<str:number>/", public.slip, name="slip"),
    path("slip/<str:number>/slip.pdf", public.slip_pdf, name="slip-pdf"),
]
