"""Pages of results, the same on every list."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Numbered pages of 20, of 100 at most."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
