"""The pages of the account, under compte/. cities/urls.py gives them the namespace "accounts"."""

from django.urls import path
from django.views.generic import RedirectView

from accounts import own_views, views

urlpatterns = [
    path("", views.settings_page, name="settings"),
    # In the place of allauth's page, which asks only the new address to confirm
    path("email/", RedirectView.as_view(pattern_name="accounts:change_email"), name="email"),
    path("adresse/", views.change_email, name="change_email"),
    path("adresse/annuler/", views.cancel_email_change, name="cancel_email_change"),
    path("adresse/confirmer/<str:token>/", views.confirm_email_change, name="confirm_email_change"),
    path("adresse/perdue/annuler/<str:token>/", views.cancel_lost_address, name="cancel_lost_address"),
    path("adresse/verifier/", views.check_address, name="check_address"),
    path("adresse/verifier/<str:token>/", views.confirm_address, name="confirm_address"),
    path("reponses-par-courriel/annuler/", views.refuse_replies, name="refuse_replies"),
    path("second-facteur-perdu/", views.lost_factor, name="lost_factor"),
    path("second-facteur-perdu/annuler/<str:token>/", views.cancel_recovery, name="cancel_recovery"),
    path("donnees/", own_views.own, name="own"),
    path("donnees/fichier/", own_views.own_file, name="own_file"),
    path("donnees/effacer/", own_views.erase, name="erase"),
    path("donnees/effacer/annuler/", own_views.cancel_erasure, name="cancel_erasure"),
    path("donnees/effacer/annuler/<str:token>/", own_views.cancel_erasure_by_link, name="cancel_erasure_by_link"),
]
