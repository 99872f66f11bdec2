"""The map of the site. The same path words in all languages."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from pages import views as pages

urlpatterns = [
    path("", pages.root, name="root"),
    path("admin/", admin.site.urls),
    path("api/", include("api.urls")),
    path("health/live", pages.health_live, name="health_live"),
    path("health/ready", pages.health_ready, name="health_ready"),
    path("metrics", pages.metrics, name="metrics"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("robots.txt", pages.robots, name="robots"),
    *i18n_patterns(
        path("", include("pages.urls")),
        path("", include("commitments.urls")),  # beside declarations and practices: where they meet
        path("pratiques/", include("practices.urls")),
        path("declarations/", include("declarations.urls")),
        path("", include("cities.urls")),  # compte/, ma-ville/equipe/, invitation/: all the pages about people
        path("compte/", include("allauth.urls")),
        path("", include("mailing.urls")),
        path("lettre-de-synthese/", include("digests.urls")),
    ),
]

handler400 = "pages.errors.bad_request"
handler403 = "pages.errors.forbidden"
handler404 = "pages.errors.not_found"
handler500 = "pages.errors.server_error"
