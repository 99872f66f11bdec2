"""The floor: the same Django and database with bare views, to compare with in the same run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from config.settings import *  # noqa: E402, F403  # the same database, nothing else

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "floor_urls"
WSGI_APPLICATION = None
