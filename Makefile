# The commands of a working day; `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8001
MINUTES ?= 10
BIN = $(VENV)/bin
RUN = "$(BIN)/python" -m little_giants
UV_VERSION = 0.13.9

.DELETE_ON_ERROR:
.PHONY: help serve test soak setup native validate build format bench bench-scale lint docs lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/ready-to-serve ## set up if needed, validate, build, and show the site on this machine
	@exec $(RUN) serve --port $(PORT)

test: $(VENV)/ready-to-test ## set up if needed, then run all tests (ARGS="tests/cli -k name" for some)
	@"$(BIN)/python" -m pytest $(ARGS)

soak: $(VENV)/ready-to-test ## ten minutes of packages that went wrong: no crash, no hang (MINUTES=60 for more)
	@PYTHONPATH=tests "$(BIN)/python" -m soak --minutes $(MINUTES)

setup: $(VENV)/ready-to-test ## make the environment for working on the project

native: ## build the scanner in place (needs cargo; the set-up does it where cargo is there)
	@$(PYTHON) native/build.py

validate: $(VENV)/ready-to-serve ## check every table
	@$(RUN) validate

build: $(VENV)/ready-to-serve ## write DuckDB, SQLite and Parquet files to dist/
	@$(RUN) build --to dist

format: $(VENV)/ready-to-serve ## bring the tables into canonical form and refresh hashes
	@$(RUN) format

bench: $(VENV)/ready-to-test ## measure, and print the figures
	@"$(BIN)/python" -m benchmarks

bench-scale: $(VENV)/ready-to-test build/bench/peers/ready ## measure at 1, 10 and 50 million rows (ARGS=--quick for a small run)
	@"$(BIN)/python" -m benchmarks.scale $(ARGS)

lint: $(VENV)/ready-to-test ## ruff and mypy, and for the scanner rustfmt and clippy where they are installed
	@"$(BIN)/python" -m ruff check .
	@"$(BIN)/python" -m mypy
	@$(call crate,fmt,--check)
	@$(call crate,clippy,--quiet --all-targets --offline --locked --target-dir build/native -- -D warnings)

crate = if cargo $(1) --version >/dev/null 2>&1; then cargo $(1) --manifest-path native/Cargo.toml $(2); \
	else echo "cargo $(1) is not installed: the scanner's source is not checked by it"; fi

docs: $(VENV)/ready-to-serve ## write the generated pages again
	@"$(BIN)/python" -m little_giants.rules.manual
	@"$(BIN)/python" docs/generate.py
	@"$(BIN)/python" -m little_giants.evidence.screening_sql

lock: $(VENV)/ready-to-test ## resolve the dependencies again and write requirements/*.txt
	@"$(BIN)/python" -m pip install --quiet uv==$(UV_VERSION)
	@"$(BIN)/python" -m uv pip compile $(COMPILE) --extra site --group build --output-file requirements/serve.txt
	@"$(BIN)/python" -m uv pip compile $(COMPILE) --extra site --extra xlsx --extra dev --group build \
		--constraint requirements/serve.txt --output-file requirements/dev.txt
	@"$(BIN)/python" -m uv pip compile requirements/bench.in $(LOCK) --constraint requirements/dev.txt \
		--output-file requirements/bench.txt

COMPILE = pyproject.toml $(LOCK)
LOCK = --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean: ## remove the environment, caches and everything built
	@rm -rf "$(VENV)" dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis src/little_giants/engines/native/_scanner.*

# An environment holds exactly the locked packages and the project. Its ready file is written last, so that a set-up that
# was stopped starts again from nothing. What pip says is kept in setup.log and shown only when it fails.
$(VENV)/packages: requirements/serve.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one like this: make PYTHON=python3.12 serve" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv --clear "$(VENV)" || { \
		echo "Python could not make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(call install,--require-hashes -r requirements/serve.txt)
	@touch "$@"

# A change of the scanner's source installs the project again, which builds the scanner, and leaves the packages alone.
# pip shows what a build hook says only when asked (-v); without a scanner that is one line, which is shown here.
SCANNER = hatch_build.py native/build.py native/Cargo.toml native/Cargo.lock \
	$(wildcard native/src/*.rs native/src/*/*.rs)

$(VENV)/ready-to-serve: $(VENV)/packages $(SCANNER)
	@$(call install,-v -v --no-deps --no-build-isolation --editable .)
	@sed -n 's/^ *\(little-giants is built without\)/\1/p' "$(VENV)/setup.log"
	@touch "$@"

$(VENV)/ready-to-test: requirements/dev.txt $(VENV)/packages | $(VENV)/ready-to-serve
	@echo "Adding what the tests need to $(VENV)"
	@mv "$(VENV)/packages" "$(VENV)/setting-up"
	@$(call install,--require-hashes -r requirements/dev.txt)
	@mv "$(VENV)/setting-up" "$(VENV)/packages"
	@touch "$@"

# The programs that are measured beside ours are no part of the project's environment.
build/bench/peers/ready: requirements/bench.txt
	@echo "Setting up the other programs in build/bench/peers"
	@$(PYTHON) -m venv --clear build/bench/peers
	@build/bench/peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch "$@"

install = "$(BIN)/python" -m pip install --quiet --disable-pip-version-check $(1) >"$(VENV)/setup.log" 2>&1 \
	|| { cat "$(VENV)/setup.log" >&2; echo "Set-up failed: the lines above say why." >&2; exit 1; }
