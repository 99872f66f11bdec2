"""The API only reads."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # imports the classes of this file


class ReadOnly(BasePermission):
    """Anybody may read; any other method answers 405, whoever asks."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002  the base class gives it
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(str(request.method))
        return True
