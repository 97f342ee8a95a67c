from django.urls import path

from pasti.centre.dedup.screens import centre, held_up

app_name = "dedup"
urlpatterns = [
    path("pusat/kemiripan/", centre.suggestions, name="suggestions"),
    path("pusat/kemiripan/<int:suggestion_id>/", centre.suggestion, name="suggestion"),
    path("pusat/kemiripan/<int:suggestion_id>/wajah/<str:side>/", centre.face, name="face"),
    path("pusat/tertahan/", held_up.held_up, name="held-up"),
    path("pusat/tertahan/cari/<int:search_id>/", held_up.search_again, name="search-again"),
    path("pusat/tertahan/masukkan/<int:record_id>/", held_up.keep_again, name="keep-again"),
    path("pusat/tertahan/siapkan/<int:record_id>/", held_up.make_again, name="make-again"),
]
