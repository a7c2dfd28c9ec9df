# make demo · make test · make check · make audit · make bench · make mutate · make lock
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check audit bench mutate lock clean

demo: .venv/run.ok ## judge the bundled reference server over real HTTP
	$(BIN)/srm-conformance run

test: .venv/dev.ok ## the tests
	$(BIN)/python -m pytest -n auto

check: .venv/dev.ok ## format, lint (bandit's rules among them, as S), types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: ## advisories on the pinned dependencies; says `skipped` where the database cannot be reached
	$(PYTHON) .ci/audit.py

bench: .venv/dev.ok ## measure; nothing is asserted
	$(BIN)/python -m benchmarks

mutate: .venv/mutate.ok ## how many mutants of our judges the tests kill; takes its time
	$(BIN)/python -m mutation

lock: ## renew the pinned requirements (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build --group test --group check pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build --group test --group mutate pyproject.toml -c requirements/dev.txt -o requirements/mutate.txt

.venv/run.ok: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.ok: requirements/dev.txt .venv/run.ok
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	touch $@

.venv/mutate.ok: requirements/mutate.txt .venv/dev.ok
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/mutate.txt
	touch $@

clean:
	rm -rf .venv
