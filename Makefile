# demo: a running registry with fictional data · test: the tests to run at every change
# thorough: the tests that take longer · ratios: the benchmarks' goals · check: all that CI asks for
# attacks: every attack on 200 simulated registries, written to docs/disclosure-evidence.md
# chaos: a thousand processes killed at work on both databases, written to docs/chaos.md
# mutations: each control taken away once, and whether its test notices
# audit: whether a pinned package has a known vulnerability
# bench: how quick it is beside others, in two minutes, written to docs/performance.md
# load: 200 readers and 20 sponsors at once for five minutes on each database, and a publish between,
# written to docs/load.md; SECONDS says how long instead
# fuzz: drawn inputs for every parser and both GraphQL surfaces, for ten minutes
# screenshots: every page of the demo, on a phone and wide, light and dark, to look at
# oracle: what the estimates are compared with, in .venv-oracle; the benchmarks use it if it is there
PYTHON ?= python3
PORT ?= 8000
RUNS ?= --write

.PHONY: demo test thorough ratios check oracle attacks audit mutations chaos bench load fuzz screenshots pins

demo: .venv/installed
	.venv/bin/python -m registry demo --port $(PORT)

test: .venv/installed
	.venv/bin/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --ignore tests/benchmarks -m "not thorough"

# Whole processes killed, every page in every look, many draws: docs/decisions/0126.
thorough: .venv/installed
	.venv/bin/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --ignore tests/benchmarks -m thorough

# Not in parallel: they have the machine to themselves.
ratios: .venv/installed
	.venv/bin/python -m pytest -q tests/benchmarks

check: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(MAKE) --no-print-directory test thorough ratios

# About eight minutes on two cores with nothing beside it; it ends by itself.
attacks: .venv/installed
	.venv/bin/python -m tests.attacks

# A few minutes on SQLite, up to twenty on PostgreSQL, where each run copies a database; it ends by itself.
chaos: .venv/installed
	PYTHONPATH=tests/support:graphql .venv/bin/python -m tests.chaos $(RUNS)

# Under two minutes on two cores with nothing beside it; what is not installed is skipped by name.
bench: .venv/installed
	PYTHONPATH=tests/support .venv/bin/python -m tests.benchmarks

# Some twelve minutes: five for each database, and what filling them takes; it ends by itself.
load: .venv/installed
	PYTHONPATH=tests/support .venv/bin/python -m tests.load $(if $(SECONDS),--seconds $(SECONDS))

# Ten minutes, or MINUTES; it ends by itself. FUZZ=--write writes the page.
fuzz: .venv/installed
	PYTHONPATH=tests/support:graphql .venv/bin/python -m tests.fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(FUZZ)

# A few minutes: the demo, then each page as Chromium draws it, in build/screens or FOLDER.
screenshots: .venv/installed
	PYTHONPATH=tests/support:graphql .venv/bin/python -m tests.screenshots $(FOLDER)

# Everything comes hashed from requirements.txt, the build backend included; without resolving,
# for pip takes `name[extra]` of a dependency for a second, unpinned requirement.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install -q --no-deps --require-hashes -r requirements.txt
	.venv/bin/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

# Ten minutes or more: every row of tests/mutations twice, untouched and without its control.
mutations: .venv/installed
	.venv/bin/python -m tests.mutations

# Asks the OSV service about every pin; where it cannot be asked that is said, and nothing fails.
audit: .venv/installed
	.venv/bin/python -m tests.audit

oracle: .venv-oracle/installed

.venv-oracle/installed: requirements-oracle.txt
	$(PYTHON) -m venv .venv-oracle
	.venv-oracle/bin/python -m pip install -q --no-deps --require-hashes -r requirements-oracle.txt
	touch $@

# After a change of dependencies in pyproject.toml; needs uv on the PATH.
pins:
	echo "hatchling>=1.27" | uv pip compile pyproject.toml - --all-extras --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt
	uv pip compile --group oracle --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-oracle.txt
	uv pip compile --group public --constraint requirements.txt --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-o docs/deploy/requirements-public.txt
