# Each target sets up what it needs: a virtual environment in .venv, once.
# Recipes use make, Python, git and POSIX tools only, so that nothing else has to be installed.
.DEFAULT_GOAL := help
.PHONY: help setup generate demo test test-fast test-thorough check format mock build release clean bench-generate bench-command bench-waiting bench-mock soak \
    docs docs-check docs-fetch docs-update docs-draft docs-pull-request docs-accept docs-mutations report contract contract-live mutants coverage bounds lock-action pictures

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
    "$$p" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
RUN := $(BIN)/python

help: ## Show this list
	@while IFS= read -r line; do case "$$line" in \
	    "##@ "*) printf '\n%s\n' "$${line#??? }";; \
	    [a-z]*:*"## "*) printf '  make %-16s %s\n' "$${line%%:*}" "$${line#*## }";; esac; done < Makefile

.venv/installed: pyproject.toml scripts/make_venv.py
	@test -n "$(PYTHON)" || { echo "testruns needs Python 3.11 or newer; none was found on the PATH. Install one, or run: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" scripts/make_venv.py .venv

##@ Every day

demo: setup ## Regenerate the clients, make every documented request, wait for verdicts
	@$(RUN) scripts/generate.py --all
	@$(RUN) scripts/demo.py

test: setup ## Run the tests
	@$(RUN) scripts/generate.py --check
	@$(RUN) -m pytest -n auto -m "not thorough" $(ARGS)

test-fast: setup ## Run the tests that neither start processes nor try many cases
	@$(RUN) -m pytest -n auto -m "not slow" --ignore tests/contract $(ARGS)

test-thorough: setup ## Run the tests that try so many cases that `make test` leaves them out
	@$(RUN) scripts/generate.py --check
	@$(RUN) -m pytest -n auto -m thorough $(ARGS)

check: setup ## Lint, types, specs, freshness: no test is run
	@$(RUN) scripts/generate.py --check
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(RUN) scripts/lint_specs.py
	@$(BIN)/specmock check specs/*.yaml
	@$(RUN) scripts/docs_check.py
	@$(BIN)/mypy
	@$(BIN)/pyright
	@$(BIN)/zizmor --offline --quiet --no-progress .

format: setup ## Format, and fix what can be fixed
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

generate: setup ## Generate the client packages whose spec changed (ARGS=--all for all of them)
	@$(RUN) scripts/generate.py $(ARGS)

mock: setup ## Serve the mocks of all vendors on one loopback port
	@$(BIN)/specmock serve specs/*.yaml $(ARGS)

setup: .venv/installed ## Make the virtual environment (.venv)

clean: ## Remove what the other targets made
	@rm -rf .venv dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find generated overlays scripts tests -name __pycache__ -prune -exec rm -rf {} +

##@ When a vendor's documentation changes

docs-fetch: setup ## Fetch the vendors' pages into .cache/pages
	@$(RUN) scripts/docs_fetch.py $(ARGS)

docs-check: setup ## Compare captured pages with the specs (PAGES=<folder or files>)
	@$(RUN) scripts/docs_check.py $(ARGS) $(PAGES)

docs-update: setup ## Edit the specs as PAGES call for, accept and generate (ARGS=--dry-run, --help)
	@$(RUN) scripts/docs_update.py $(ARGS) $(PAGES)

docs-draft: setup ## Draft the spec of a new VENDOR from PAGES (READER=tables, mintlify or openapi)
	@$(RUN) scripts/docs_draft.py $(VENDOR) $(READER) $(PAGES) $(ARGS)

docs-pull-request: setup ## Open, renew or close the pull request with what docs-update edited (needs gh)
	@$(RUN) scripts/docs_pull_request.py .cache/fetched.txt .cache/edited.txt .cache/checked.txt

docs-accept: setup ## Keep what PAGES state as the facts of the vendors' pages
	@$(RUN) scripts/docs_check.py --accept $(PAGES)

report: setup ## Say what a change since BASE means for users, the version and the changelog
	@$(RUN) scripts/report.py $(ARGS) $(BASE)

##@ Thorough tests

contract: setup ## Test the contracts thoroughly, with JUnit and a report in .cache/contract
	@CONTRACT_REPORT=1 CONTRACT_EXAMPLES=100 $(RUN) -m pytest tests/contract -n auto \
	    --junitxml=.cache/contract/junit.xml $(ARGS)

contract-live: setup ## Ask a live VENDOR, and tell where it has drifted from its spec (ARGS=--help)
	@$(RUN) scripts/contract_live.py $(VENDOR) $(ARGS)

mutants: setup ## Judge clients of wrong specs and wrong mocks: a score for the contract tests
	@PYTHONPATH=scripts:tests/shared $(RUN) tests/contract/score.py $(ARGS)

coverage: export COVERAGE_FILE := $(CURDIR)/.cache/coverage/data
coverage: setup ## Run the tests, and say how much of the code they run, subprocesses included
	@mkdir -p .cache/coverage && $(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n auto -m "not thorough" $(ARGS)
	@$(BIN)/coverage combine -q && $(BIN)/coverage report

docs-mutations: setup ## Edit specs and PAGES fact by fact, and score how many edits are noticed
	@$(RUN) tests/benchmarks/docs_mutations.py $(PAGES)

##@ Releases

docs: setup ## Build the documentation site in .cache/docs, warnings are errors
	@$(RUN) -m sphinx -W --keep-going -q docs .cache/docs
	@echo .cache/docs/index.html

release: setup ## Date the changelog, set the version, commit and tag (VERSION=; ARGS=--dry-run)
	@$(RUN) scripts/make_release.py $(ARGS) $(VERSION)

build: setup ## Build the wheel and the sdist, and try the wheel in empty environments
	@$(RUN) scripts/build.py $(ARGS)

lock-action: setup ## Lock what the GitHub action installs
	@$(RUN) scripts/lock_action.py

pictures: setup ## Make the pictures of the README (the mock's page needs Chromium)
	@$(RUN) scripts/pictures.py

bounds: setup ## Say what the upper bounds of requirements hold back
	@$(RUN) scripts/upper_bounds.py

##@ Measurements

bench-generate: setup ## Time the generation, from nothing and with nothing to do
	@$(RUN) tests/benchmarks/generation.py

bench-command: setup ## Time what the command line takes beside the wait itself
	@$(RUN) tests/benchmarks/command.py

bench-waiting: setup ## Measure waiting: requests and latency, CPU and memory, import time
	@$(RUN) tests/benchmarks/waiting.py

soak: setup ## Start and await 5,000 runs while requests fail, and check verdicts and memory
	@$(RUN) tests/benchmarks/soak.py $(ARGS)

bench-mock: setup ## Measure the mock beside Steady, Prism, Mockoon (needs npm) and an empty application
	@$(RUN) tests/benchmarks/mock.py $(ARGS)
