"""The pages about people: those of the account, and those that need a city. One namespace for both: "accounts"."""

from django.urls import include, path

from cities import views

app_name = "accounts"
urlpatterns = [
    path("compte/", include("accounts.urls")),
    path("compte/ville/", views.switch_city, name="switch_city"),
    path("compte/quitter/<slug:slug>/", views.leave, name="leave"),
    path("ma-ville/equipe/", views.my_team, name="my_team"),
    path("villes/<slug:slug>/equipe/", views.team, name="team"),
    path("villes/<slug:slug>/equipe/<int:pk>/", views.member, name="member"),
    path("villes/<slug:slug>/equipe/<int:pk>/role/", views.member_role, name="member_role"),
    path("villes/<slug:slug>/equipe/<int:pk>/signature/", views.member_signature, name="member_signature"),
    path("villes/<slug:slug>/equipe/<int:pk>/fin/", views.member_end, name="member_end"),
    path("villes/<slug:slug>/invitations/<int:pk>/retirer/", views.revoke_invitation, name="revoke_invitation"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("ville-absente/", views.city_missing, name="city_missing"),
]
