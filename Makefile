# Everything a newcomer needs: `make demo` and `make test`. Both set `.venv` up first, from requirements.lock.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?=
LOCKED := $(VENV)/.locked
READY  := $(VENV)/.ready
EXTRAS := dev keyring oauth parquet sql xlsx xml
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps

.PHONY: help install demo test test-long lint format bench pictures lock clean

help: ## lists these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1: \2/p' $(MAKEFILE_LIST)

install: $(READY) ## sets up .venv from the lock; instant when nothing has changed
	@$(BIN)/python -m compileall -q src/mapbench

$(LOCKED): requirements.lock
	@python=; for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'error: no Python 3.11 or newer with its venv module was found; install one, or name it: make PYTHON=/path/to/python3' >&2; \
	  exit 2; \
	fi; \
	test -x $(BIN)/python || "$$python" -m venv $(VENV)
	@echo 'Setting up $(VENV) (once)' >&2
	@$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) --no-build-isolation --editable .
	@touch $@

demo: install ## shows the whole job on the example project
	@if [ -f src/mapbench/cli/demo.py ]; then $(BIN)/mapbench demo; else $(BIN)/mapbench --help; fi

test: lint ## runs every check and every test
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-long: install ## the tests again with many more cases each (takes long)
	MAPBENCH_LONG=1 $(BIN)/python -m pytest -n 2 --dist loadfile

lint: install ## ruff, mypy and the floors of the house
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

format: install ## brings the code into its one layout
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

bench: install ## prints the tables of benchmarks/
	@for file in benchmarks/[a-z]*.py; do [ -f "$$file" ] || continue; $(BIN)/python "$$file" || exit 1; done

pictures: install ## draws the pictures of the docs again
	$(BIN)/python docs/pictures/draw.py

lock: ## pins what pyproject.toml asks for, with hashes, to requirements.lock (takes --upgrade as ARGS)
	@test -x .venv-lock/bin/pip-compile || { python3 -m venv .venv-lock && .venv-lock/bin/pip install --quiet pip-tools; }
	CUSTOM_COMPILE_COMMAND='make lock' .venv-lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	  --strip-extras --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --no-emit-options $(EXTRAS:%=--extra %) --all-build-deps --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## removes what can be made again
	rm -rf $(VENV) .venv-lock .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
