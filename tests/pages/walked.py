"""The pages that several tests walk."""

PUBLIC_PAGES = (
    "/fr/",
    "/fr/pratiques/",
    "/fr/pratiques/montreal-cprmv/",
    "/fr/villes/",
    "/fr/villes/montreal/",
    "/fr/declarations/",
    "/fr/declarations/paris-2016-terrorisme-prevention/",
    "/fr/statistiques/",
    "/fr/a-propos/",
    "/fr/donnees-personnelles/",
    "/fr/mentions-legales/",
    "/fr/charte/",
    "/fr/accessibilite/",
    "/fr/compte/login/",
    "/fr/ville-absente/",
    "/api/docs/",
)
MEMBER_PAGES = ("/fr/ma-ville/", "/fr/pratiques/nouvelle/", "/fr/compte/")
