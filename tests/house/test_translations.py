"""English and Arabic are complete: every sentence of the interface, every plural form, every name inside it."""

import re

import pytest

from local import messages

NAME = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_sentence_is_missing(language):
    catalog = messages.read(language)
    absent = [str(m.id) for m in messages.extracted() if m.id and catalog.get(m.id, m.context) is None]
    assert absent == [], "run `make messages`, then translate"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_is_empty(language):
    assert messages.empty(messages.read(language)) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_outlives_its_sentence(language):
    known = messages.extracted()
    assert [str(m.id) for m in messages.read(language) if m.id and known.get(m.id, m.context) is None] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_keeps_the_names_of_its_sentence(language):
    wrong = []
    for message in messages.read(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        allowed = {name for source in sources for name in NAME.findall(source)}
        needed = set(NAME.findall(sources[-1])) if len(strings) == 1 else set()
        for string in strings:
            found = set(NAME.findall(string))
            if not found <= allowed or not needed <= found:
                wrong.append((message.id, string))
    assert wrong == []
