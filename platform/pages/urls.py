"""The pages where rooms meet. In all languages the path words are the same."""

from django.urls import path

from pages import views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("villes/", views.cities, name="cities"),
    path("villes/<slug:slug>/", views.city, name="city"),
    path("ma-ville/", views.board, name="board"),
    path("statistiques/", views.statistics, name="statistics"),
    path("a-propos/", views.about, name="about"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("mentions-legales/", views.legal, name="legal"),
    path("charte/", views.charter, name="charter"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("declarations/<slug:slug>/signatures/<slug:city>/attestation.pdf", views.certificate, name="certificate"),
    path("declarations/<slug:slug>/texte/<int:version>/<slug:language>.pdf", views.text_pdf, name="text_pdf"),
    path("declarations/<slug:slug>/signatures.pdf", views.signatories_pdf, name="signatories_pdf"),
    path("apparence/", views.theme, name="theme"),
]
