"""What was typed is not lost with the session: it is kept for the person who typed it, and given back once signed in.

A form marked by ``{% written_by %}`` says, under the site's signature, for whom it was shown. When it comes back and
that person is no longer signed in, its text is kept for them alone, one day at most; the page marked ``@keeps_typed``
finds it as ``request.kept`` and shows it as not saved yet. Without the signature nothing is kept: a stranger cannot
fill the table, nor put words in somebody's form. A form that leaves the site is passed from hand to hand, and its mark
with it: such a mark is good for one page alone (``@keeps_from_away``), which keeps one text for each person.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import KeptText, User
from common import clock

Page = TypeVar("Page", bound=Callable[..., HttpResponse])

WRITER, TOKEN, BUTTON, FORGET = "written_by", "form_token", "do", "forget"
FROM_SCRIPT = "X-From-Script"  # our script asks where to go next, instead of going there
LIFE = timedelta(days=1)
_MOST, _LONGEST = 20, 200_000  # texts for one person; signs in one text
_NOT_TYPED = {"csrfmiddlewaretoken", WRITER, BUTTON}
_SALT = "accounts.written_by"


def signed(user_id: int) -> str:
    """Return the mark of the person for whom a form is shown."""
    return Signer(salt=_SALT).sign(str(user_id))


def signed_away(user_id: int, view_name: str, *args: str) -> str:
    """Return the mark of a form that leaves the site: it is good for this page and for no other."""
    return Signer(salt=f"{_SALT} {_called(view_name, *args)}").sign(str(user_id))


def keep(request: HttpRequest) -> int | None:
    """Keep what this request sends for the person who wrote it; return who that is, None when nothing was kept."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not getattr(match.func, "keeps_typed", False):
        return None
    writer = _writer(request)
    typed = {_held(name): [_held(value) for value in values] for name, values in request.POST.lists()}
    typed = {name: values for name, values in typed.items() if name not in _NOT_TYPED}
    size = sum(len(value) for values in typed.values() for value in values)
    if writer is None or size > _LONGEST or not User.objects.filter(pk=writer, is_active=True).exists():
        return None
    KeptText.objects.update_or_create(
        user_id=writer,
        place=_place(request),
        token=_token(request),
        defaults={"typed": typed, "kept_at": clock.now()},
    )
    beyond = KeptText.objects.filter(user_id=writer).values_list("pk", flat=True)[_MOST:]
    KeptText.objects.filter(pk__in=list(beyond)).delete()
    return writer


def keeps_typed(page: Page) -> Page:
    """Mark a page whose form survives an ended session; its text comes back as ``request.kept``."""

    @wraps(page)
    def kept_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.kept = None  # type: ignore[attr-defined]  # ours
        if request.method == "POST":
            answer = _stranger_to_the_form(request) or _forgotten(request)
            if answer is None:
                answer = page(request, *args, **kwargs)
                if 300 <= answer.status_code < 400:  # saved
                    _texts(request).filter(token=_token(request)).delete()
            return for_script(request, answer)
        request.kept = _given_back(request)  # type: ignore[attr-defined]  # ours
        return page(request, *args, **kwargs)

    kept_page.keeps_typed = True  # type: ignore[attr-defined]  # read by accounts.middleware
    return cast("Page", kept_page)


def keeps_from_away(page: Page) -> Page:
    """Mark a page that keeps what a form sends from a disk, without a token of the site, and does nothing else."""
    page.keeps_typed = page.is_away = True  # type: ignore[attr-defined]  # read by keep
    return page


def for_script(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return a redirect as our script asks for it: the address of the next page, with what the answer remembers."""
    if FROM_SCRIPT not in request.headers or not 300 <= answer.status_code < 400:
        return answer
    told = JsonResponse({"next": answer["Location"]})
    told.cookies = answer.cookies
    return told


def _stranger_to_the_form(request: HttpRequest) -> HttpResponse | None:
    """Keep for its writer a form that comes from somebody else's session: nothing is sent in the name of another."""
    if _writer(request) in {None, request.user.pk}:
        return None
    keep(request)
    messages.error(
        request,
        _(
            "Ce formulaire a été ouvert par une autre personne, qui le retrouvera en se connectant. "
            "Rien n’a été enregistré en votre nom."
        ),
    )
    return redirect(request.path)


def _forgotten(request: HttpRequest) -> HttpResponse | None:
    """« Ne pas le reprendre »: the kept text goes, the page comes back as it is saved."""
    if request.POST.get(BUTTON) != FORGET:
        return None
    _texts(request).filter(token=_token(request)).delete()
    return redirect(request.path)


def _given_back(request: HttpRequest) -> QueryDict | None:
    found = _texts(request).filter(kept_at__gt=clock.now() - LIFE).first() if request.user.is_authenticated else None
    if found is None:
        return None
    return _typed(found)


def waiting(user_id: int, view_name: str, *args: str) -> QueryDict | None:
    """Return what was kept for a person from another page's form, None when nothing waits."""
    held = _from(user_id, view_name, *args).filter(kept_at__gt=clock.now() - LIFE).first()
    return _typed(held) if held is not None else None


def forget(user_id: int, view_name: str, *args: str) -> None:
    """Let go of what was kept from another page's form."""
    _from(user_id, view_name, *args).delete()


def _from(user_id: int, view_name: str, *args: str) -> QuerySet[KeptText]:
    return KeptText.objects.filter(user_id=user_id, place=_called(view_name, *args))


def _typed(held: KeptText) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in held.typed.items():
        typed.setlist(name, values)
    return typed


def _texts(request: HttpRequest) -> Any:
    return KeptText.objects.filter(user=request.user.pk or 0, place=_place(request))


def _token(request: HttpRequest) -> str:
    return "" if _is_away(request) else _held(request.POST.get(TOKEN, ""))[:40]


def _held(typed: object) -> str:
    """Return what was typed as the database can hold it: one sign is refused there."""
    return str(typed).replace("\0", "")


def _writer(request: HttpRequest) -> int | None:
    salt = f"{_SALT} {_place(request)}" if _is_away(request) else _SALT
    try:
        return int(Signer(salt=salt).unsign(str(request.POST.get(WRITER, ""))))
    except (BadSignature, ValueError):
        return None


def _place(request: HttpRequest) -> str:
    """Name the page, whatever the language it is read in."""
    match = request.resolver_match
    assert match is not None  # noqa: S101  # only called from a page
    return _called(match.view_name, *(str(value) for value in match.kwargs.values()))


def _called(view_name: str, *args: str) -> str:
    return " ".join([view_name, *args])[:250]


def _is_away(request: HttpRequest) -> bool:
    return getattr(request.resolver_match and request.resolver_match.func, "is_away", False)


def clear() -> int:
    """Remove what nobody came back for."""
    return KeptText.objects.filter(kept_at__lte=clock.now() - LIFE).delete()[0]
