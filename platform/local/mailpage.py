"""The page of the mail catcher, in French like the site. It listens on loopback and answers only to its own name."""

import html
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from local import reply
from local.mailbox import Letter, letter, letters, text_with_links

POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# A letter's HTML is somebody else's: no script, no request, only its own styles, and its links open elsewhere
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
LETTER_POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
STYLE = """
:root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}
body{max-width:60rem;margin-inline:auto;padding:1rem}
table{border-collapse:collapse;inline-size:100%}
th,td{text-align:start;padding:.5rem;border-block-end:1px solid;vertical-align:top}
textarea{inline-size:100%;font:inherit}button{font:inherit;padding:.5rem 1rem}
td{overflow-wrap:anywhere}a{display:inline-block;padding-block:.5rem}pre a{display:inline;padding:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border:1px solid}
iframe{inline-size:100%;block-size:70vh;border:1px solid;background:#fff}
dt{font-weight:700}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
""".strip()


def page(title: str, body: str) -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<title>{html.escape(title)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )


TOO_LONG = page(
    "Réponse trop longue",
    f"<h1>Réponse trop longue</h1><p>Une réponse compte {reply.LONGEST} caractères au plus. Revenez en arrière, puis"
    " raccourcissez-la.</p>",
)


def list_page(found: list[Letter]) -> str:
    """Return the list of the letters caught."""
    if not found:
        return page(
            "Courriels",
            "<h1>Courriels</h1><p>Aucun courriel pour le moment."
            " Ce que la plateforme envoie arrive ici et nulle part ailleurs.</p>",
        )
    rows = "".join(
        f"<tr><td>{html.escape(one.header('Date'))}</td><td>{html.escape(one.header('To'))}</td>"
        f'<td><a href="/courriel/{one.name}">{html.escape(one.header("Subject") or "(sans objet)")}</a></td></tr>'
        for one in found
    )
    return page(
        "Courriels",
        "<h1>Courriels</h1><p>Ce que la plateforme envoie arrive ici et nulle part ailleurs."
        " Les plus récents d’abord.</p>"
        '<table><thead><tr><th scope="col">Date</th><th scope="col">À</th><th scope="col">Objet</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def letter_page(one: Letter, *, form: str = "") -> str:
    """Return one letter: its headers, its text, its HTML in a closed frame, and the form that answers it."""
    names = (
        ("De", "From"),
        ("À", "To"),
        ("Date", "Date"),
        ("Identifiant", "Message-ID"),
        ("Désabonnement", "List-Unsubscribe"),
    )
    heads = "".join(
        f"<dt>{label}</dt><dd>{text_with_links(one.header(name))}</dd>" for label, name in names if one.header(name)
    )
    subject = one.header("Subject") or "(sans objet)"
    parts = [f'<p><a href="/">Tous les courriels</a></p><h1>{html.escape(subject)}</h1><dl>{heads}</dl>']
    if text := one.body("plain"):
        parts.append(f"<h2>Texte</h2><pre>{text_with_links(text)}</pre>")
    if one.body("html"):
        parts.append(
            f'<h2>Mise en page</h2><iframe title="Le courriel mis en page" sandbox="{SANDBOX}"'
            f' src="/courriel/{one.name}/html"></iframe>'
        )
    parts.append(form)
    if files := one.attachments():
        items = "".join(f"<li>{html.escape(name)} ({size} octets)</li>" for name, size in files)
        parts.append(f"<h2>Pièces jointes</h2><ul>{items}</ul>")
    parts.append(f'<p><a href="/courriel/{one.name}/source">Source du courriel</a></p>')
    return page(subject, "".join(parts))


def answer(folder: Path, path: str, *, can_reply: bool = False) -> tuple[HTTPStatus, str, str, bytes]:
    """Return the status, the type, the content policy and the body of one address."""
    if path == "/":
        return HTTPStatus.OK, "text/html", POLICY, list_page(letters(folder)).encode()
    if path == "/style.css":
        return HTTPStatus.OK, "text/css", POLICY, STYLE.encode()
    match path.strip("/").split("/"):
        case ["courriel", name, *rest] if (one := letter(folder, name)) and rest in ([], ["html"], ["source"]):
            if rest == ["html"]:
                base = '<!doctype html><meta charset="utf-8"><base target="_blank">'
                return HTTPStatus.OK, "text/html", LETTER_POLICY, (base + one.body("html")).encode()
            if rest == ["source"]:
                return HTTPStatus.OK, "text/plain", POLICY, one.source
            return (
                HTTPStatus.OK,
                "text/html",
                POLICY,
                letter_page(one, form=reply.form(one) if can_reply else "").encode("utf-8", "replace"),
            )
    body = page(
        "Introuvable", '<h1>Introuvable</h1><p>Ce courriel n’existe pas. <a href="/">Tous les courriels</a></p>'
    )
    return HTTPStatus.NOT_FOUND, "text/html", POLICY, body.encode()


def answer_reply(folder: Path, path: str, sent: bytes, listener: int) -> tuple[HTTPStatus, str, str, bytes]:
    """Hand over what was typed under a letter; say that it was taken, or show it again with the reason."""
    match path.strip("/").split("/"):
        case ["courriel", name, "repondre"] if listener and (one := letter(folder, name)) and reply.form(one):
            words = reply.typed_in(sent)
            if refused := reply.send(one, words, listener):
                body, status = letter_page(one, form=reply.form(one, words, refused)), HTTPStatus.UNPROCESSABLE_ENTITY
            else:
                said = "La plateforme a pris votre réponse. Elle paraît sous la fiche, ou une lettre dit pourquoi."
                body = page(
                    "Réponse remise", f'<h1>Réponse remise</h1><p>{said} <a href="/">Tous les courriels</a></p>'
                )
                status = HTTPStatus.OK
            return status, "text/html", POLICY, body.encode("utf-8", "replace")
    return answer(folder, "/introuvable")


def server(folder: Path, port: int, listener: int = 0) -> ThreadingHTTPServer:
    """Return the server of the page, on loopback. ``listener``: the port where the site takes answers, if it does."""
    names = {f"localhost:{port}", f"127.0.0.1:{port}"}

    origins = {f"http://{name}" for name in names}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # A page elsewhere whose name was pointed at this machine must not read the letters
            if self.headers.get("Host", "") not in names:
                self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
                return
            self.give(answer(folder, self.path.partition("?")[0], can_reply=bool(listener)))

        def do_POST(self) -> None:
            said = self.headers.get("Content-Length", "")
            length = int(said) if said.isascii() and said.isdigit() else 0
            # Nor may a page elsewhere write in somebody's name: a browser says which page sent the form
            if self.headers.get("Host", "") not in names or self.headers.get("Origin", "") not in origins:
                self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            elif length > reply.LONGEST_FORM:  # the field stops before: this was not typed in it
                self.give((HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/html", POLICY, TOO_LONG.encode()))
            else:
                self.give(answer_reply(folder, self.path, self.rfile.read(length), listener))

        def give(self, given: tuple[HTTPStatus, str, str, bytes]) -> None:
            """Write an answer with the headers that close the page."""
            status, kind, policy, body = given
            self.send_response(status)
            headers = {
                "Content-Type": f"{kind}; charset=utf-8",
                "Content-Length": str(len(body)),
                "Content-Security-Policy": policy,
            }
            headers |= {
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "same-origin",  # no-referrer would take the Origin out of our own form
                "Cache-Control": "no-store",
            }
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing: the log is for what goes wrong."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
