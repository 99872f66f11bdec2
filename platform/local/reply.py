"""The « Répondre » form of the mail catcher: it hands what is typed to the site, as a mail server would."""

import hashlib
import html
import smtplib
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import parse_qs

from local.mailbox import Letter

DOMAIN = "reponses.localhost"  # where the demonstration's letters are answered
SERVER = "catcher.localhost"  # under this name the catcher says who wrote, as a city's mail server would
LONGEST = 10_000  # characters
LONGEST_FORM = 12 * LONGEST  # bytes: a form writes a character with twelve at most


def form(one: Letter, typed: str = "", refused: str = "") -> str:
    """Return the form, for a letter that can be answered."""
    if not one.header("Reply-To").endswith(f"@{DOMAIN}"):
        return ""
    said = f'<p role="alert">{html.escape(refused)}</p>' if refused else ""
    return (
        f'<h2 id="repondre">Répondre</h2>{said}<form method="post" action="/courriel/{one.name}/repondre">'
        f'<p><label for="words">Votre réponse, comme depuis une messagerie</label></p>'
        f'<p><textarea id="words" name="words" rows="6" maxlength="{LONGEST}" required>'
        f"{html.escape(typed)}</textarea></p>"
        f"<p><button>Envoyer la réponse</button></p></form>"
    )


def typed_in(body: bytes) -> str:
    """Return the words of a form that was sent."""
    return parse_qs(body.decode("utf-8", "replace")).get("words", [""])[0].strip()


def send(one: Letter, words: str, port: int) -> str:
    """Hand an answer over; return a sentence when it was not taken. The same words twice are one letter."""
    if not words:
        return "Écrivez votre réponse dans le champ, puis envoyez-la."
    writer = parseaddr(one.header("To"))[1]
    name = hashlib.sha256(f"{one.name}\n{words}".encode()).hexdigest()[:32]
    message = EmailMessage()
    message["Authentication-Results"] = f"{SERVER}; dkim=pass header.d={writer.rpartition('@')[2]}"
    message["From"], message["To"] = writer, one.header("Reply-To")
    message["Subject"], message["Message-ID"] = f"Re: {one.header('Subject')}", f"<{name}@{SERVER}>"
    message["In-Reply-To"] = one.header("Message-ID")
    message.set_content(words)
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as door:
            door.send_message(message)
    except OSError:  # every smtplib error is one
        return "La plateforme n’a pas pris cette réponse. Vos mots sont encore là : renvoyez-les dans un moment."
    return ""
