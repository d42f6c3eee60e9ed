# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Debian's Python comes without ensurepip, so the environment is made without pip and filled from outside.
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(VENV)/bin/python

.PHONY: demo test thorough test-neural endure check explore format clean

demo: $(VENV)/core.stamp
	$(BIN)/amts demo --out build/demo

test: check
	AMTS_HYPOTHESIS=test $(BIN)/pytest -n 2 --dist worksteal -m "(slow or corpus or thorough) and not endurance" tests
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not corpus and not endurance" tests/integration

# Properties with ten times as many examples.
thorough: $(VENV)/dev.stamp
	AMTS_HYPOTHESIS=thorough $(BIN)/pytest -n 2 --dist worksteal -m thorough tests

# Half an hour of killed processes and random requests.
endure: $(VENV)/dev.stamp
	$(BIN)/pytest -m endurance tests

# What needs PyTorch, which is large: it is skipped by the other tests.
test-neural: $(VENV)/neural.stamp
	$(BIN)/pytest -n 2 tests/unit/engines/neural tests/unit/adaptation tests/unit/training tests/integration/test_train_*.py

check: $(VENV)/dev.stamp
	@mkdir -p build
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports > build/lint-imports.log || (cat build/lint-imports.log; false)
	$(BIN)/pytest -n 2 -m "not slow and not corpus and not endurance" tests/unit tests/contracts

# Properties with new random examples, many more of them; what is found becomes a test of its own.
explore: $(VENV)/dev.stamp
	AMTS_HYPOTHESIS=explore $(BIN)/pytest -n 2 --dist worksteal -m "not corpus and not endurance" tests/unit tests/contracts

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/core.stamp: pyproject.toml
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PIP) install --quiet --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp
	$(PIP) install --quiet --editable '.[dev]'
	$(PYTHON) -m venv --without-pip $(VENV)/aws  # of its own: it wants an old docutils
	$(PYTHON) -m pip --disable-pip-version-check --python $(VENV)/aws/bin/python install --quiet awscli
	touch $@

$(VENV)/neural.stamp: $(VENV)/dev.stamp
	$(PIP) install --quiet --constraint .ci/constraints.txt --editable '.[dev,train]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
