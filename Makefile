# Everything a person does with this project. `make run` and `make test` need nothing but
# Python 3.11 or later and make; the environment is made on first use, from the lock file.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
# Made anew whenever the lock file is newer.
READY := $(VENV)/.ready

.PHONY: help setup run report test test-nightly browser check lint lint-sql dev docs profile bench lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## the environment only

run: $(READY) ## demo data if there is nothing else, one refresh, a summary
	@$(BIN)/python -m orchestration run

report: $(READY) ## the monthly report as HTML: data/warehouse/reports/<month>/
	@$(BIN)/python -m orchestration report $(MONTH)

test: $(READY) ## the tests
	@$(BIN)/python -m pytest

test-nightly: $(READY) ## what is too long for every commit: random kills, full disks, 2 GB; an hour
	@$(BIN)/python -m pytest -m nightly

browser: ## the headless browser that the report is tested in: Debian's packages, as root
	@command -v chromedriver > /dev/null || { apt-get update -qq \
		&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium chromium-driver fonts-noto-cjk > /dev/null; }

check: lint test ## what CI runs: style, types, tests

lint: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-sql: $(READY) ## style of the models; minutes, since every model is compiled
	$(BIN)/dbt seed --quiet # some models ask the seeds while they are compiled
	$(BIN)/sqlfluff lint --disable-progress-bar models

dev: $(READY) ## Dagster's web interface
	@$(BIN)/python -m orchestration dev

docs: $(READY) ## the data dictionary and the lineage of columns as pages in target/docs
	@$(BIN)/python -m orchestration docs

profile: $(READY) ## the slowest models of the last build, with their plans: target/profile
	@$(BIN)/python -m orchestration profile

bench: $(READY) ## figures of speed on generated loads (bench/README.md); takes a while
	@$(BIN)/python -m bench.run

lock: $(READY) ## resolve pyproject.toml anew
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url \
		--python-version 3.11 -o requirements.lock

clean: ## remove what tools left; data and environment stay
	rm -rf target logs .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv is fast and compiles the byte code, without which every start costs seconds; where it cannot
# reach the package index in its own way, pip does the same slowly.
$(READY): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION) \
		&& $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode \
			requirements.lock \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@
