# What a newcomer, a developer and CI call. Everything happens in .venv; nothing else on the machine is touched, but
# for the system libraries that Qt needs, and those only as root on Debian.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run demo test check lint bench soak gallery package screenshot clean

help:
	@echo "make run      open the window with the practice gateway and an example dataset"
	@echo "make demo     do the main job without a screen, and print the dataset ID"
	@echo "make test     lint, types, import contracts and the whole test suite"
	@echo "make bench    measure;  make gallery  draw every kind of field, to look at"
	@echo "make soak     kill, interrupt and starve it for a while, and count what was lost, sent twice or leaked"
	@echo "make package  build what users install;  make clean  remove what was built"

$(VENV)/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Gateway Desk needs Python 3.11 or newer, and none was found." >&2; exit 2; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); } || { rm -rf $(VENV); \
		echo "Python cannot make a virtual environment. On Debian: sudo apt-get install python3-venv" >&2; exit 2; }
	$(PY) -m pip install --quiet --upgrade "pip>=25.1"
	$(PY) -m pip install --quiet --editable .
	@touch $@

$(VENV)/ready-test: $(VENV)/ready
	$(PY) -m pip install --quiet --group test
	@touch $@

$(VENV)/ready-bench: $(VENV)/ready-test
	$(PY) -m pip install --quiet --group bench
	@touch $@

$(VENV)/ready-package: $(VENV)/ready
	$(PY) -m pip install --quiet --group package
	@touch $@

run: $(VENV)/ready
	@$(PY) -m gatewaydesk.system_libraries --install
	@$(PY) -m gatewaydesk --practice

demo: $(VENV)/ready
	@$(PY) -m gatewaydesk.system_libraries --install
	@$(PY) -m gatewaydesk demo

lint: $(VENV)/ready-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check: lint

test: lint
	@$(PY) -m gatewaydesk.system_libraries --install
	$(PY) -m pytest -n auto --dist loadfile

gallery: $(VENV)/ready-test
	@$(PY) -m gatewaydesk.system_libraries --install
	$(PY) -m tests.draw_gallery

bench: $(VENV)/ready-bench
	@$(PY) -m gatewaydesk.system_libraries --install
	$(PY) -m tests.bench

package: $(VENV)/ready-package
	@$(PY) -m gatewaydesk.system_libraries --install
	$(PY) packaging/build.py

soak: $(VENV)/ready-test
	@$(PY) -m gatewaydesk.system_libraries --install
	$(PY) -m tests.soak

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .demo
