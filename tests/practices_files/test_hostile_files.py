"""Three hundred hostile files: what is kept names nobody and does nothing, in less than 300 MB."""

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hostile
import pikepdf
import pytest
from sound import SECRET

from practices.models import Attachment

# Reads every file as the site does, in one process with the same limits, and says what became of each
READER = """
import json, sys
from pathlib import Path
from files import clean
clean._limit()
folder = Path(sys.argv[1])
told = {}
for sent in sorted(folder.glob("*.sent")):
    made = folder / sent.stem
    made.mkdir()
    told[sent.stem] = clean.main(sent, made)
# The peak of this program alone: what getrusage says begins with the process that started it
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
print(json.dumps({"told": told, "peak": int(status["VmHWM"].split()[0])}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, hostile.Hostile], dict[str, dict], int]:
    folder = tmp_path_factory.mktemp("hostile")
    files = {f"{number:03}": one for number, one in enumerate(hostile.every())}
    for number, one in files.items():
        (folder / f"{number}.sent").write_bytes(one.data)
    done = subprocess.run([sys.executable, "-I", "-c", READER, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout)
    return folder, files, answer["told"], answer["peak"]


def test_there_are_three_hundred_of_them(read):
    _folder, files, _told, _peak = read
    assert len(files) >= 300


def test_each_is_refused_or_kept_as_it_should(read):
    _folder, files, told, _peak = read
    wrong = [
        (one.name, told[number])
        for number, one in files.items()
        if one.refused is not None and one.refused != ("refused" in told[number])
    ]
    assert wrong == []


def test_what_is_kept_names_nobody_and_does_nothing(read):
    folder, files, told, _peak = read
    kept = [number for number in files if "kind" in told[number]]
    assert len(kept) > 60
    for number in kept:
        for path in (folder / number).iterdir():
            for part in parts(path.read_bytes()):
                for word in (SECRET.encode(), hostile.ACTIVE.encode(), b"<script", b"GPSLatitude", b"Exif"):
                    assert word not in part, (files[number].name, word)


def test_what_is_kept_is_what_it_says(read):
    folder, files, told, _peak = read
    heads = {
        "pdf": b"%PDF-",
        "image": b"\xff\xd8\xff",
        "docx": b"PK\x03\x04",
        "xlsx": b"PK\x03\x04",
        "odt": b"PK\x03\x04",
    }
    for number in files:
        if "kind" in told[number]:
            assert (folder / number / "file").read_bytes().startswith(heads[told[number]["kind"]])


def test_memory_stays_below_300_megabytes(read):
    *_others, peak = read
    assert peak < 300 * 1024  # kilobytes


def test_no_process_of_the_site_swells_either(draft_practice, send):
    """Through the form: the site's own process writes to the disk, and another one reads."""
    practice = draft_practice().practice
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    heavy = [one for one in hostile.every() if one.name.startswith(("heavy", "real-9000", "bomb-60000", "zip-bomb"))]
    assert len(heavy) > 6
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for one in heavy:
        answer = send(practice, one.data, one.name, alt_text="a", credit="b", consent="on")
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - max(before, grown) < 60 * 1024
    assert not Attachment.unguarded.exists()


def parts(data: bytes) -> Iterator[bytes]:
    """Every byte that somebody could read in a file: members of a zip, streams of a PDF, unpacked."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (package.read(name) for name in package.namelist())
            yield from (name.encode() for name in package.namelist())
    if data.startswith(b"%PDF"):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as document:
            document.save(
                out,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.all,
            )
        yield out.getvalue()
