# The commands of the project. A fresh Debian 12 with python3, python3-venv and make is enough, as root or not.
#   make demo [PORT=9000] [DATA=/somewhere]   the whole site with real data; Ctrl-C stops it
#   make demo-reset [DATA=/somewhere]         empties its data
#   make manage ARGS="send_digest --dry-run"    one of Django's commands, while make demo runs
#   make test [ARGS="-k words"]               everything that CI runs
SHELL = /bin/bash
PYTHON = python3
PORT = 8000
DATA = .data
ARGS =
# What `make install` installs: EXTRAS= for the site alone
EXTRAS = build local dev
VENV = .venv
# What Python compiled is kept whatever the surroundings say: compiling again is more than half of each start
export PYTHONDONTWRITEBYTECODE =
RUN = exec setpriv --pdeathsig TERM -- $(VENV)/bin/python -m local

.PHONY: help demo demo-reset manage test lint format audit messages install build check-python
.DEFAULT_GOAL = help

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.installed-demo
	@$(RUN) demo --port '$(PORT)' --data '$(DATA)'

demo-reset: $(VENV)/.installed-demo
	@$(RUN) reset --data '$(DATA)'

# One of Django's commands, told what the running demonstration is told
manage: $(VENV)/.installed-demo
	@$(RUN) manage --data '$(DATA)' $(ARGS)

test: $(VENV)/.installed-test
	@$(RUN) test $(ARGS)

lint: $(VENV)/.installed-test
	@$(RUN) lint

# Puts code and templates in order, as lint wants them
format: $(VENV)/.installed-test
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet . ; find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} + || true

audit: $(VENV)/.installed-test
	@$(RUN) audit

# Brings the catalogues of locale/ up to date with the sources, then compiles them
messages: $(VENV)/.installed-demo
	@$(VENV)/bin/python -m local.messages update
	@$(VENV)/bin/python -m local.messages compile

# What an image needs besides the installation: the compiled catalogues and the static files
build:
	@$(VENV)/bin/python -m local.messages compile
	@$(VENV)/bin/python manage.py collectstatic --no-input --clear

install: check-python
	@$(call sync,$(EXTRAS))

$(VENV)/.installed-demo: pyproject.toml uv.lock .ci/uv.txt | check-python
	@if [ -e $(VENV)/.installed-test ] && [ -z "$$(find $^ -newer $(VENV)/.installed-test)" ]; then :; else $(call sync,build local); fi
	@touch $@

$(VENV)/.installed-test: pyproject.toml uv.lock .ci/uv.txt | check-python
	@$(call sync,build local dev)
	@touch $@ $(VENV)/.installed-demo

check-python:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing: install it, for instance with apt-get install python3 python3-venv." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is older: give another one with make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: install it, for instance with apt-get install python3-venv." >&2; exit 1; }
	@command -v setpriv >/dev/null || { echo "setpriv is missing: install the package util-linux." >&2; exit 1; }
	@[ -w . ] || [ -e $(VENV)/.installed-demo ] || { echo "This folder cannot be written by $$(id -un): clone the project where you can write." >&2; exit 1; }

# The virtual environment, from the lock file and its hashes; uv itself is pinned by hash too
define sync
{ [ -x $(VENV)/bin/uv ] && [ "$$($(VENV)/bin/uv --version | cut -d' ' -f2)" = "$$(sed -n 's/^uv==\([^ ]*\).*/\1/p' .ci/uv.txt)" ] || \
{ echo "Making the virtual environment …" && $(PYTHON) -m venv $(VENV) && $(call again,$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt); }; } && \
echo "Installing from the lock file …" && \
$(call again,UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --frozen --quiet $(foreach extra,$(1),--extra $(extra)))
endef

# A registry that does not answer once is asked twice more
again = { $(1) || { sleep 5; $(1); } || { sleep 15; $(1); }; }
