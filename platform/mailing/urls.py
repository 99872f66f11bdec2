"""Pages that letters lead to; both work without signing in."""

from django.urls import path

from mailing import views

app_name = "mailing"
urlpatterns = [
    path("lettres/<str:token>/", views.preferences, name="preferences"),
    path("compte/lettres/", views.mine, name="mine"),
    path("desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
