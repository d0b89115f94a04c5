# Needs make and Python >= 3.11; everything else (node included) is installed into .venv.
.DEFAULT_GOAL := help
.PHONY: help run test check check-console test-pure chaos bench lint format openapi schemathesis console static install install-dev requirements doctor clean

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
export PORT ?= 8000
# A third one brings nothing on two cores: the database tier is bound by them (592 tests: 62 s and 62 s, 58 s and 72 s).
TEST_PROCESSES ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What was compiled once is read again: without it a third of the pure tier's work is compiling.
unexport PYTHONDONTWRITEBYTECODE

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install ## the whole product in one process, with demo data, on 127.0.0.1:$(PORT)
	@$(BIN)/python tools/build.py console static
	@exec $(BIN)/python manage.py serve --demo

# Of the database tier each process takes half in one piece. Not of all tiers: a browser's loop and asyncio's do not
# share a process in every order; and three browsers at once are more than two cores draw in time.
test: check ## everything: linters, types, floors, console, the database tier on PostgreSQL, then all tiers
	@$(BIN)/python tools/build.py clients
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist worksteal tests/database
	@$(BIN)/python -m pytest -n $(TEST_PROCESSES)

check: install-dev ## everything that needs no running server: lint and the console's own tests
	@$(MAKE) --no-print-directory --jobs=2 lint check-console

# Beside `lint`: mypy keeps one core busy for a minute.
check-console: install-dev
	@$(BIN)/python tools/build.py modules console static
	@cd frontend && PATH="$(BIN):$$PATH" npm run --silent check
	@cd frontend && PATH="$(BIN):$$PATH" npm run --silent test

test-pure: install-dev ## the tests that need no database: a few seconds
	@$(BIN)/python -m pytest tests/pure

chaos: install-dev ## kill, freeze, fill and delay an installation's parts under load; docs/chaos.md (CHAOS="--only hour --minutes 60")
	@$(BIN)/python -m benchmarks.chaos $(CHAOS)

bench: install-dev ## ours and the ordinary way side by side: docs/benchmarks.md (BENCH="--quick", BENCH="--only webhook/sqlite")
	@$(BIN)/python -m benchmarks.comparison $(BENCH)

lint: install-dev ## ruff, mypy and the floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install-dev ## let ruff and prettier put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python tools/build.py modules
	@cd frontend && PATH="$(BIN):$$PATH" npm run --silent format

openapi: install-dev ## write docs/openapi.json anew, and the console's types from it
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py spectacular --format openapi-json --file docs/openapi.json
	@$(BIN)/python tools/build.py modules
	@cd frontend && PATH="$(BIN):$$PATH" npm run --silent api

schemathesis: install-dev ## ask a demo of its own thousands of requests that the API's description allows and forbids
	@$(BIN)/python -m tests.long_schemathesis $(SCHEMATHESIS)

console: install ## build the console if frontend/ changed
	@$(BIN)/python tools/build.py console

static: install ## build the console and collect static files if they changed
	@$(BIN)/python tools/build.py console static

doctor: install ## check this installation; reads the same environment as the server
	@$(BIN)/python manage.py doctor

requirements: install-dev ## pin requirements*.in anew, with hashes
	@for name in requirements requirements-build requirements-dev; do \
	  $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --strip-extras --allow-unsafe -o $$name.txt $$name.in; \
	done

clean: ## remove everything that was built; demo data in var/ stays
	rm -rf $(VENV) frontend/node_modules tests/clients/node_modules messaging/static/messaging/dist staticfiles

# --- the virtual environment: a stamp per set of requirements -------------------------------
install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt requirements-build.txt | $(VENV)/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt -r requirements-build.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what tests need …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments: install its venv package (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
