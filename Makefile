# Everything starts from a Python >= 3.11: each target makes the virtual environment, and brings it up to the lock, by itself.
# Nothing is done twice: the stamp is older than what it stands for only when that has changed.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
UV := $(BIN)/uv
# The version of uv stands once, in pyproject.toml.
UV_REQUIREMENT := $(shell sed -n 's/.*"\(uv==[0-9.]*\)".*/\1/p' pyproject.toml)
SOURCES := contracts services deploy demo tests bench
LOCK := $(UV) pip compile --universal --generate-hashes --python-version 3.11 --quiet pyproject.toml

# A platform is a dozen processes that import the same modules: what one has compiled, the others read.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo up down status test check bench clean lock

help:
	@echo "make demo    two rounds of a city's call on real Kafka and MongoDB, from nothing to their result;"
	@echo "             PROGRAMME=miit-2021-255 or =miit-2024-cluster: a ministry's call, and its documents"
	@echo "make up      start the platform and leave it running;  make status, make down"
	@echo "make test    all tests, against real servers of their own"
	@echo "make check   style, types, import rules, contracts"
	@echo "make bench   throughput, as ratios to floors measured in the same run"
	@echo "make lock    resolve pyproject.toml into requirements.lock again"
	@echo "make clean   stop what runs, then remove caches and the platforms' data"

setup: $(STAMP)

$(BIN)/python:
	@sh deploy/find-python.sh >/dev/null
	"$$(sh deploy/find-python.sh)" -m venv $(VENV)

$(UV): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV_REQUIREMENT)"

$(STAMP): requirements.lock pyproject.toml | $(UV)
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(UV) pip sync --quiet requirements.lock
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)
	$(BIN)/python -m demo $(PROGRAMME)

up: $(STAMP)
	$(BIN)/lianzhu up

down: $(STAMP)
	$(BIN)/lianzhu down

status: $(STAMP)
	$(BIN)/lianzhu status

test: $(STAMP)
	@sh tests/support/install-office.sh
	$(BIN)/python -m pytest tests -n 3 --dist loadfile

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m deploy.checks

bench: $(STAMP)
	$(BIN)/python -m bench

lock: $(UV)
	$(LOCK) --all-extras -o requirements.lock
	$(LOCK) --constraint requirements.lock --no-annotate -o deploy/requirements.lock
	$(MAKE) --no-print-directory setup
	$(BIN)/python -m deploy.local.kafka_lock

clean:
	@if [ -x $(BIN)/lianzhu ]; then $(BIN)/lianzhu down --every; fi
	rm -rf .lianzhu .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
