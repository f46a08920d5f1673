# make run            set everything up and start the bot (in Slack when tokens are set, else here)
# make run ASK="..."  answer once
# make test           set everything up and run the tests
# make evals          ask some cases of every suite and compare with the committed baseline
# make baseline       ask every case and make the result the baseline
# make check          format, lint, types, import rules
# make audit          look the pinned packages up for known flaws (needs the network)
PYTHON ?= python3
BIN := .venv/bin
PIP_AUDIT := 2.10.1

.PHONY: run test check evals baseline audit format setup clean
run: .venv/runtime
	@$(BIN)/insights run $(if $(ASK),--ask "$$ASK")

# Three at a time on two cores: many tests wait. Each keeps to one thread; what is compiled is kept for all of them.
test: .venv/development
	@OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

evals: .venv/development
	@rm -rf build/evals
	@$(BIN)/insights evals run --fresh --sample 8 --out build/evals
	@$(BIN)/insights evals compare evals/baseline build/evals --gate

baseline: .venv/development
	@rm -rf build/baseline
	@$(BIN)/insights evals run --fresh --out build/baseline
	@$(BIN)/insights evals baseline build/baseline

# Not part of check: the answer changes without a change of ours. .ci/audit says what a report means.
audit: .venv/bin/python
	@test -x .venv/audit/bin/pip-audit || ($(PYTHON) -m venv .venv/audit && .venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==$(PIP_AUDIT))
	@rm -f .venv/audit/report.json
	@.venv/audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --progress-spinner off \
		--format json --output .venv/audit/report.json 2>/dev/null || true
	@.venv/bin/python .ci/audit .venv/audit/report.json

format: .venv/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: .venv/development

export ASK

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed: make run PYTHON=python3.12" >&2; exit 1)
	@$(PYTHON) -m venv .venv || (echo "venv failed: on Debian run 'apt-get install python3-venv'" >&2; exit 1)

.venv/runtime: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/development: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing with development tools (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/runtime

clean:
	rm -rf .venv .insights build *.egg-info
