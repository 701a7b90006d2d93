# Every chore behind one word. `make run` and `make test` do all of their own set-up.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PORT ?= 8501
# Who can reach the map: this machine alone, unless another address of it is given (0.0.0.0 for all of them) to
# make itself. Some shells export the machine's name as HOST.
HOST := 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# What tells one Python from another, whichever way it was named.
IDENTITY := import sys; print(sys.base_prefix, sys.implementation.cache_tag)
PYTHON_ADVICE := Shelterline needs Python 3.11 or later. Name one: make PYTHON=/path/to/python3
LOCALE := geo/language/locale
SCRIPTS := geo/static/js pages/common
# It would ask its makers for a newer version, and keep what it has parsed in the user's home.
DENO := DENO_NO_UPDATE_CHECK=1 DENO_DIR=build/deno $(BIN)/deno
# How geo.language.Words is called, besides gettext's own names: words("…"), self("…"), words.plural("…", "…", n);
# in templates it is w.
KEYWORDS := words w self plural:1,2
UV_VERSION := 0.13.9
PIP_AUDIT_VERSION := 2.10.1

LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/*.po))

# A .venv starts over when its own Python is gone or was replaced (it finds no pip then), and when PYTHON= names
# another one: what is compiled for one does not load in the next. Otherwise it is kept, whichever it is of.
ifeq ($(shell $(BIN)/python -c 'import pip' >/dev/null 2>&1 && echo works),)
.PHONY: $(LOCKED)
else ifneq ($(origin PYTHON),file)
ifneq ($(shell $(PYTHON) -c '$(IDENTITY)' 2>/dev/null),$(shell cat $(LOCKED)))
.PHONY: $(LOCKED)
endif
endif

# Without a screen there is no browser to open, and Streamlit would look for one.
HEADLESS := $(if $(or $(CI),$(and $(filter Linux,$(shell uname -s)),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,yes))),true,false)

.PHONY: help
help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## Serve the map to this machine and open it in a browser (PORT=8501, HOST=0.0.0.0 for others)
	exec $(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT) --server.headless $(HEADLESS)

.PHONY: test
test: setup ## Run every test (ARGS="tests/geo -k permalink" for some of them)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal $(ARGS)

.PHONY: test-pythons
test-pythons: setup ## Run a sixteenth of the tests on other Pythons of this machine (ALL=1 for all, on each)
	$(BIN)/python tools/pythons.py $(if $(ALL),--all)

.PHONY: bench
bench: setup ## Measure it and three peers in Chromium (SIZE=small in two minutes, SIZE=full; JSON=path)
	$(BIN)/python -m tests.benchmarks.bench $(SIZE) $(if $(JSON),--json $(JSON)) $(ARGS)

.PHONY: load
load: setup ## Measure many readers at once, tiles and embeds (SESSIONS=50 ROWS=1000000 SECONDS=60; JSON=path)
	$(BIN)/python -m tests.benchmarks.measure_load --sessions $(or $(SESSIONS),50) --rows $(or $(ROWS),1000000) --seconds $(or $(SECONDS),60) $(if $(JSON),--json $(JSON)) $(ARGS)

.PHONY: soak
soak: setup ## Serve readers among floods, stalled readers, uploads and exports (MINUTES=10)
	$(BIN)/python -m tests.attacks.soak --minutes $(or $(MINUTES),10) $(ARGS)

.PHONY: any-requests
any-requests: setup ## Ask every route for right and hostile things (N=20000; ARGS="--url …" of a server)
	$(BIN)/python -m tests.attacks.any_request $(or $(N),20000) $(ARGS)

.PHONY: described
described: setup ## Ask every described address right and wrong requests and hold each answer to the description (N=50)
	SHELTERLINE_REQUESTS=$(or $(N),50) $(BIN)/python -m pytest tests/geo/web/test_ogc_clients.py -k described $(ARGS)

.PHONY: axe
axe: setup ## Ask axe about every page and panel in every language, theme and size (the tests: a part of them in turn)
	SHELTERLINE_EVERY_LOOK=1 $(BIN)/python -m pytest tests/browser/test_axe.py $(ARGS)

.PHONY: gallery
gallery: setup ## Take a picture of every page, panel, language, theme and size (build/gallery/index.html)
	$(BIN)/python tools/gallery.py $(ARGS)

.PHONY: coverage
coverage: setup ## Write what the bundled chronicle holds and lacks, into docs/coverage.md and its picture
	$(BIN)/python tools/coverage.py

.PHONY: lint
lint: setup ## Check style, types and import directions, of Python and of JavaScript
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy geo
	$(BIN)/lint-imports
	$(DENO) lint $(SCRIPTS)
	$(DENO) check $(SCRIPTS)

.PHONY: setup
setup: $(INSTALLED) $(CATALOGUES) ## Make .venv from requirements.lock and compile the catalogues

# Two stamps, each written last so that an install cut short starts over: a change of the lock makes
# .venv anew (pip would leave what the lock no longer names), one of pyproject.toml takes two seconds.
# The first says whose Python it is.
$(LOCKED): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)'. $(PYTHON_ADVICE)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "'$(PYTHON)' is $$($(PYTHON) -V 2>&1). $(PYTHON_ADVICE)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "'$(PYTHON)' cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV); this takes a minute or two the first time."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PYTHON) -c '$(IDENTITY)' >$@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(LOCALE)/%.mo: $(LOCALE)/%.po | $(INSTALLED)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(firstword $(subst /, ,$*))

.PHONY: translations
translations: $(INSTALLED) ## Bring the .po catalogues up to date with the source
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --output-file $(LOCALE)/shelterline.pot \
	  $(addprefix --keyword ,$(KEYWORDS)) --project Shelterline --copyright-holder 'Shelterline contributors' \
	  --no-location --sort-output --add-comments 'Translators:' geo pages
	for language in en ar he; do \
	  po=$(LOCALE)/$$language/LC_MESSAGES/shelterline.po; mkdir -p "$$(dirname $$po)"; \
	  if [ -e $$po ]; then command=update; else command=init; fi; \
	  $(BIN)/pybabel --quiet $$command --domain shelterline --input-file $(LOCALE)/shelterline.pot \
	    --output-dir $(LOCALE) --locale $$language; \
	done

.PHONY: audit
audit: ## Ask the index of packages for security notices of what requirements.lock names
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip --disable-pip-version-check --quiet --quiet install pip-audit==$(PIP_AUDIT_VERSION)
	build/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock

.PHONY: lock
lock: ## Resolve pyproject.toml anew into requirements.lock (ARGS="--upgrade" for newer versions)
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet --quiet install uv==$(UV_VERSION)
	build/lock/bin/uv pip compile pyproject.toml --extra test --extra lint --extra cluster --extra build \
	  --universal --python-version 3.11 --generate-hashes --no-config --quiet \
	  --custom-compile-command 'make lock' --output-file requirements.lock $(ARGS)

.PHONY: clean
clean: ## Remove everything that make made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(LOCALE)/shelterline.pot
	find geo pages tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find geo -name '*.mo' -delete 2>/dev/null || true
