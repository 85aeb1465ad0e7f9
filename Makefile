# make demo · make test · make check · make bench · make setup: each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
CHECKED := backend tests deploy

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: .venv/.ready ## .venv with .venv/bin/jiayi

.venv/.ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing what 家医 needs into .venv (once, about a minute) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/.ready-dev: .venv/.ready
	@echo "Installing what its tests need into .venv (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@

dev: .venv/.ready-dev tools

tools: ## what only tests need, from the distribution: Chromium, Chinese fonts, pdftotext, an older PostgreSQL
	@command -v chromium-headless-shell >/dev/null && command -v chromium >/dev/null && command -v pdftotext >/dev/null \
	  && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q . \
	  || deploy/install-test-tools.sh

demo: setup ## a synthetic county on this machine, no other set-up
	@JIAYI_DEMO=1 $(BIN)/jiayi demo

test: dev ## everything, in a real browser too
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: .venv/.ready-dev ## format, lint, types, import contracts, policies, vendored files, migrations
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jiayi policies check
	$(BIN)/python deploy/vendor.py --check
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(BIN)/python deploy/lint_migrations.py

format: .venv/.ready-dev
	$(BIN)/ruff format $(CHECKED)
	$(BIN)/ruff check --fix $(CHECKED)

schema: .venv/.ready-dev ## write migrations/schema.sql and deploy/who-may.md from the chain
	$(BIN)/python deploy/dump_schema.py migrations/schema.sql
	$(BIN)/python deploy/who_may.py deploy/who-may.md

bench: .venv/.ready-dev ## ratios against each limit, in one run; JSON in var/bench
	$(BIN)/python -m tests.bench

attack: .venv/.ready-dev ## schemathesis, wapiti and sqlmap against a served demo; JSON in var/attack
	@PYTHON=$(PYTHON) deploy/attackers.sh
	$(BIN)/python -m tests.attack --roles resident doctor manager

pictures: dev ## the README's pictures, taken anew from a served demo
	$(BIN)/python -m tests.pictures

.PHONY: help setup dev tools demo test check format schema bench attack pictures
