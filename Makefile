# lapor: `make help` lists everything. A fresh clone needs nothing but Python >= 3.11 and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
LAPOR_HOME ?= var
LAPOR_KEYS ?= $(LAPOR_HOME)-keys
export PORT LAPOR_HOME LAPOR_KEYS
# Nothing from outside may choose the settings, or make every start compile everything anew.
unexport DJANGO_SETTINGS_MODULE PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
TESTS ?=
PYTEST := $(BIN)/python -m pytest -n $(JOBS) -q
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
	--custom-compile-command "make lock"
STAGES := lint format-check own-lint types floors migrations templates unused units openapi-check docs-check

.DEFAULT_GOAL := help
.PHONY: help base dev run up worker doctor seed test fast test-sqlite test-postgresql test-browser test-year ci lint format format-check \
	own-lint types floors migrations templates unused openapi-check docs-check lock shots bench bench-large units clean stage

help: ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environment -----------------------------------------------------------------------------------------------------
# base is what runs, dev adds what tests; both come from hashed locks, so that nothing else can be installed. The locks are
# whole, so pip resolves nothing (--no-deps): left to itself it takes a newer release for `name[extra]` and then refuses it.
base: $(VENV)/.base
dev: $(VENV)/.dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/build.txt requirements/base.txt | $(BIN)/python
	@echo "→ installing what runs (first time only)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/build.txt -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "→ installing what tests (first time only)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

# --- running ---------------------------------------------------------------------------------------------------------
run: base ## start web server and worker on PORT (8000); data in LAPOR_HOME (var), keys in LAPOR_KEYS (var-keys)
	@exec $(BIN)/lapor up

up: run

worker: base ## start the worker alone
	@exec $(BIN)/lapor worker

doctor: base ## check this installation and its promises
	@$(BIN)/lapor doctor

# --- tests -----------------------------------------------------------------------------------------------------------
test: dev ## everything: SQLite, PostgreSQL, browser journeys
	@$(MAKE) stage S=test-sqlite
	@$(MAKE) stage S=test-postgresql
	@$(MAKE) stage S=test-browser

# Tests that first build the world, and children that parse files, cost seconds: name their folder in TESTS to work there.
fast: dev ## the inner loop: unit tests that need no world, on SQLite (TESTS=lapor/desk for all of another folder)
	@$(PYTEST) -m "not slow and not browser and not year" $(if $(TESTS),$(TESTS),--without-world --ignore-glob='*/test_cleaning.py' \
		--ignore=tests/journeys -p no:schemathesis -p no:playwright)

test-sqlite: dev ## all tests but journeys, on SQLite
	@$(PYTEST) -m "not browser and not year" $(TESTS)

test-postgresql: dev ## the same tests on a throw-away PostgreSQL cluster
	@$(PYTEST) -m "not browser and not year" --db=postgresql $(TESTS)

test-browser: dev ## journeys in Debian's Chromium
	@$(BIN)/python -m pytest -q -m browser $(TESTS)

test-year: dev ## a year of a regency, hour by hour, on SQLite (four minutes; not part of CI: chance has its say)
	@$(BIN)/python -m pytest -q tests/year

ci: dev ## what CI runs: all stages, all tests, the small measurement
	@for stage in $(STAGES); do $(MAKE) stage S=$$stage; done
	@$(MAKE) test
	@$(MAKE) stage S=bench

# One heading and one time per stage.
stage:
	@printf '\n== %s ==\n' '$(S)'; started=$$(date +%s); $(MAKE) $(S); printf '== %s: %ss ==\n' '$(S)' "$$(( $$(date +%s) - started ))"

# --- stages ----------------------------------------------------------------------------------------------------------
lint: dev ## ruff
	@$(BIN)/ruff check .

format: dev ## put code and templates into shape
	@$(BIN)/ruff check --select I --fix --quiet . && $(BIN)/ruff format .

format-check: dev ## is the code in shape?
	@$(BIN)/ruff format --check .

own-lint: dev ## our own rules: the one gate to reports, and what must not appear
	@$(BIN)/python -m tools.lint

types: dev ## mypy, strict, without a baseline
	@$(BIN)/mypy lapor tests tools conftest.py $(wildcard bench)

floors: dev ## a floor knows only those below it
	@$(BIN)/lint-imports --no-logo

migrations: dev ## none missing, one after the other, none that locks or breaks a running version
	@$(BIN)/python -m tools.migrations

templates: dev ## djlint
	@$(BIN)/djlint --lint lapor

unused: dev ## requirements that nobody imports, imports that nobody requires
	@$(BIN)/deptry lapor

openapi-check: dev ## is the committed OpenAPI file that of the code?
	@$(BIN)/python -m tools.scratch openapi --check

docs-check: dev ## are the generated documents those of the code?
	@$(BIN)/python -m tools.scratch docs --check

# --- upkeep ----------------------------------------------------------------------------------------------------------
lock: dev ## write requirements/*.txt anew from pyproject.toml
	@$(LOCK) pyproject.toml -o requirements/base.txt
	@$(LOCK) pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt
	@$(LOCK) requirements/build.in -o requirements/build.txt

shots: dev ## contact sheets of every page in shots/
	@$(BIN)/python -m tools.shots

bench: dev ## measure, small size
	@$(BIN)/python -m bench --size small

bench-large: dev ## measure, large size (takes long)
	@$(BIN)/python -m bench --size large

units: ## check the systemd units
	@command -v systemd-analyze > /dev/null || { echo "SKIPPED: no systemd-analyze here"; exit 0; }; \
	folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	for unit in deploy/systemd/*.service; do sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$$unit" > "$$folder/$${unit##*/}"; done; \
	said=$$(systemd-analyze verify "$$folder"/*.service 2>&1) || { echo "$$said"; exit 1; }; \
	[ -z "$$said" ] || { echo "$$said"; exit 1; }

clean: ## remove caches, never data
	@rm -rf build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis shots
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
