# Two commands do all the set-up: `make run` (the sample editions into warehouse/) and `make test`.
# A second time they take seconds: set-up happens when a lock file changes, editions are read when they do.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test lint types check docs bench bench-archive torture notebooks dev lock clean

run: $(VENV)/.run-ready  ## Take what lies in raw/ into warehouse/ and say what was found
	@$(BIN)/broadsheet ingest

test: $(VENV)/.test-ready  ## Run the tests
	@$(BIN)/pytest

lint: $(VENV)/.test-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.test-ready
	@$(BIN)/mypy

check: test lint types

docs: $(VENV)/.test-ready  ## Write the generated parts of docs/ anew
	@$(BIN)/python -m pipelines.cli.docs

bench: $(VENV)/.test-ready  ## Measure speed and quality on the sample editions
	@$(BIN)/python -m tests.bench.pages

bench-archive: $(VENV)/.test-ready  ## Measure the registries on a synthetic archive of ten years
	@$(BIN)/python -m pipelines.registries.archive_bench

torture: $(VENV)/.test-ready  ## Long runs with injected faults
	@$(BIN)/pytest -m torture tests/torture --timeout 1800

notebooks: $(VENV)/.test-ready run  ## Open the notebooks
	@$(BIN)/jupyter lab notebooks --ip 127.0.0.1

dev: $(VENV)/.run-ready  ## Open the Dagster UI on 127.0.0.1
	@$(BIN)/broadsheet dev

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Broadsheet needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Could not make $(VENV); on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

# The stamps are made last, so that an interrupted set-up is taken up again.
$(VENV)/.run-ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (a minute or two, once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock $(VENV)/.run-ready
	@echo "Setting up the test tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

lock: $(VENV)/.test-ready  ## Resolve the dependencies anew
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --no-strip-extras --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --group setup --group dev --extra notebooks --extra s3 pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate -c requirements-dev.lock --group setup pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .dagster_home
