# Two commands matter: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help run import flask test check bench mutants pictures words setup setup-dev pins clean

PYTHON ?= python3
WORKERS ?= 2
SIZE ?= 20000
VENV := .venv/bin
MAKEFLAGS += --no-print-directory

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-9s %s\n", $$1, $$2}'

run: setup ## set everything up and serve the desk on http://127.0.0.1:8000 (PORT, INTAKE_HOME, DATABASE_URL move it)
	@exec $(VENV)/python -m tools.run

import: setup ## read a directory of treatment places: make import FILE=national_directory_2024.xlsx
	@test -n "$(FILE)" || { echo "Say which file: make import FILE=national_directory_2024.xlsx"; exit 2; }
	@exec $(VENV)/python -m tools.command facilities import "$(abspath $(FILE))"

flask: setup ## any other command on the desk of make run: make flask DO="accounts create --help"
	@exec $(VENV)/python -m tools.command $(DO)

test: setup-dev ## set everything up and run the checks and tests, browser included
	@$(MAKE) lint
	@$(MAKE) advisories
	@$(VENV)/python -m tools.packages
	@CHROMIUM_PATH="$$($(VENV)/python -m tools.chromium)" && export CHROMIUM_PATH && exec $(VENV)/python -m pytest -n $(WORKERS)

check: setup-dev ## the fast part: style, types, import contracts, tests without browser or fuzzing
	@$(MAKE) lint
	@exec $(VENV)/python -m pytest -q -n $(WORKERS) -m "not browser and not slow"

bench: setup-dev ## measure ours and the floor side by side (make bench SIZE=1000000: search among a million people)
	@SIZE=$(SIZE) exec $(VENV)/python -m bench

mutants: setup-dev ## break the product on purpose, one way at a time, and see the tests notice
	@exec $(VENV)/python -m tools.mutants

pictures: setup-dev ## save what every page and state looks like, light and dark, to docs/pictures
	@CHROMIUM_PATH="$$($(VENV)/python -m tools.chromium)" && export CHROMIUM_PATH && exec $(VENV)/python -m tools.pictures

words: setup-dev ## bring the catalogs of words in line with what pages, scripts and data files say
	@exec $(VENV)/python -m tools.words

setup: ## virtual environment, pinned packages, front-end files
	@$(PYTHON) -m tools.setup

setup-dev: ## the same with what the tests need
	@$(PYTHON) -m tools.setup --dev

pins: setup-dev ## make the pinned requirement files afresh from the .in files
	@for name in requirements requirements-node requirements-setup; do $(MAKE) pin NAME=$$name || exit 1; done
	@$(MAKE) pin NAME=requirements-dev FLAGS="-c requirements.txt"

clean: ## remove what was installed or built here (never var/, which holds the database and its keys)
	rm -rf .venv node_modules build intake/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

.PHONY: lint pin advisories
advisories:
	@$(VENV)/python -m tools.advisories

lint:
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/python -m tools.scripts

pin:
	@$(VENV)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(FLAGS) $(NAME).in -o $(NAME).txt
