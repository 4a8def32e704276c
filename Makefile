# make run     the program: environment, database, web server, worker. PALERMO_PORT and PALERMO_DATA may be set.
# make test    everything, the real browser included        make check   what must hold before each commit; make lint: of it what is no test
# make drill   what takes long: kills, restores, all of the matrix, each page and flow each way     make lock    the lock files
# make attack  every area that was ever attacked, on the suite and on a running copy; prints what was tried and what held
# make audit   the lock files against what is known to be open; needs its source on the network
# make sbom    what is in the program, as CycloneDX: build/palermo.cdx.json
# make catalogue   the Arabic catalogue brought to the texts of the program; says what waits for a translation

VENV := .venv
BIN := $(VENV)/bin
INSTALLER := $(VENV)/pip.stamp
RUNTIME := $(VENV)/runtime.stamp
DEVELOPMENT := $(VENV)/development.stamp
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
# The first Python that is new enough; its own name decides nothing.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
WORKERS ?= 2

.PHONY: run test check lint drill attack lock audit sbom catalogue chromium
.DELETE_ON_ERROR:

run: $(RUNTIME)
	@$(BIN)/palermo run $(ARGS)

test: $(DEVELOPMENT) chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

drill: $(DEVELOPMENT) chromium
	$(BIN)/python -m pytest -m drill $(ARGS)

attack: $(DEVELOPMENT)
	@$(BIN)/python -m tests.attack --workers $(WORKERS) $(ARGS)

check: lint
	$(BIN)/python -m pytest -q tests/house

lint: $(DEVELOPMENT)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

lock: $(DEVELOPMENT)
	@.ci/lock

# Needs no package of ours: the lock files are what is asked about.
audit:
	@test -n "$(PYTHON)" || { echo "make audit needs Python 3.11 or newer." >&2; exit 2; }
	@$(PYTHON) .ci/audit $(ARGS)

sbom: $(RUNTIME)
	@$(BIN)/python .ci/sbom $(ARGS)

catalogue: $(RUNTIME)
	@.ci/catalogue

chromium:
	@.ci/chromium

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Palermo needs Python 3.11 or newer; install it and call make again." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Creating the environment in $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)

# What Python brings installs its own successor, checked by its hash; that one installs everything else.
$(INSTALLER): requirements-pip.lock | $(BIN)/python
	@$(PIP) --require-hashes -r requirements-pip.lock
	@touch $@

$(RUNTIME): requirements.lock pyproject.toml $(INSTALLER)
	@echo "Installing the packages of requirements.lock (about 210 MB to download, 750 MB on disk, once) …"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@echo "Installing the packages of requirements-dev.lock (once) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
