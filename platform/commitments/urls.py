"""Beside the addresses of declarations and of practices: this is where they meet."""

from django.urls import path

from commitments import views

app_name = "commitments"
urlpatterns = [
    path("declarations/<slug:slug>/articles/<slug:anchor>/", views.article, name="article"),
    path("declarations/<slug:slug>/nos-actions/", views.answer, name="answer"),
    path("pratiques/<slug:slug>/articles/", views.links, name="links"),
]
