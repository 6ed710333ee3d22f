# What a newcomer types. `make` alone lists it.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/installed  ## The whole bank on this machine until Ctrl-C; PORT=8001 moves it
	@PORT=$(PORT) exec $(BIN)/python manage.py demo

demo-reset: .venv/installed  ## Throw the demo's data away
	@$(BIN)/python -m homebank.lib.embedded reset

test: .venv/installed-dev  ## The whole suite on real parts, browser walks included
	@$(BIN)/python .ci/needs.py chromium pdftotext nginx certutil
	@$(BIN)/pytest -n 2 --maxprocesses 2 $(TESTS)

check: .venv/installed-dev  ## Style, types, floors, words, migrations, production settings
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python .ci/needs.py xgettext
	@$(BIN)/python manage.py translations --check
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/pytest -q tests/test_house.py
	@.ci/check-deploy

chaos: .venv/installed-dev  ## The long repetitions of races and kills
	@HOMEBANK_CHAOS=long $(BIN)/pytest -n 0 -m chaos

pictures: .venv/installed-dev  ## The README's pictures anew, from a bank of their own
	@$(BIN)/python -m tests.look.readme_pictures

shots: .venv/installed-dev  ## Every page as a picture, into .state/shots: 3 languages, 2 widths, light and dark
	@$(BIN)/python -m tests.look.shots --to .state/shots

bench: .venv-bench/installed  ## Speed beside peers (docs/performance.md); ONLY="P1 P3", SCALE=small, MEMORY=1
	@.venv-bench/bin/python -m benchmarks $(if $(ONLY),--only $(ONLY)) \
	  $(if $(SCALE),--scale $(SCALE)) $(if $(MEMORY),--memory)

install: .venv/installed-dev  ## The environment with the tools of developers

secrets:  ## Keys and passwords for docker-compose.yml, into deploy/secrets; overwrites nothing
	@$(PYTHON) deploy/make_secrets.py

lock:  ## Write the locks with hashes anew from pyproject.toml (needs uv)
	@uv pip compile --universal --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.txt
	@uv pip compile --universal --generate-hashes --no-header --no-annotate -q --extra dev pyproject.toml \
	  -c requirements.txt -o requirements-dev.txt
	@uv pip compile --universal --generate-hashes --no-header --no-annotate -q --extra bench pyproject.toml \
	  -c requirements.txt -o requirements-bench.txt

.venv/installed: requirements.txt
	@$(PYTHON) .ci/needs.py --python
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies…"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing the developers' tools…"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The peers have a venv of their own: nothing of theirs comes near the bank's.
.venv-bench/installed: requirements-bench.txt
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing the peers to race against…"
	@.venv-bench/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.PHONY: bench help demo demo-reset test check chaos pictures shots install secrets lock
