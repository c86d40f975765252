# Every task of the project. `make help` lists them.
PYTHON ?= python3
SITE_PORT ?= 8000
BIN := .venv/bin
.DEFAULT_GOAL := help
export NO_MKDOCS_2_WARNING := 1  # the theme says at every start that it ends in 2027; README says how we prepare
.PHONY: help serve build offline check test bench lock clean

help: ## list the tasks
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

serve: .venv/site ## build the real site and serve it with live reload on http://127.0.0.1:8000
	$(BIN)/mkdocs serve --livereload --dev-addr 127.0.0.1:$(SITE_PORT)

build: .venv/site ## build the site into site/; a failed build leaves the last one as it was
	$(BIN)/mkdocs build --strict

offline: build ## build the site, then one zip per language in offline/ that opens without a network
	$(BIN)/python scripts/offline.py

check: .venv/test ## check all records; FILE=data/studies/x.yml: only one; SOURCES=folder: also against the source texts
	$(BIN)/python scripts/check.py $(FILE) $(if $(SOURCES),--sources $(SOURCES))

test: .venv/test ## run all tests
	$(BIN)/python -m pytest

bench: .venv/site ## measure each stage of a build; SIZES="10 100": at these numbers of studies; STOCK="10 100": beside stock Material; JSON=file
	$(BIN)/python scripts/bench.py $(SIZES) $(if $(STOCK),--stock $(STOCK)) $(if $(JSON),--json $(JSON))

lock: .venv/test ## renew the lock files from requirements.in and requirements-test.in
	$(PYTHON) -m pip --python $(BIN)/python install pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -c requirements.txt -o requirements-test.txt requirements-test.in

clean: ## remove the environment, the site, the caches and what builds have kept
	rm -rf .venv site offline .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis "$${XDG_CACHE_HOME:-$$HOME/.cache}/stem-cell-studies"

# The environment, made again when a lock changes; --without-pip because Debian ships venv without ensurepip.
.venv/bin/python:
	$(PYTHON) -m venv --without-pip .venv

.venv/site: .venv/bin/python requirements.txt
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/test: .venv/site requirements-test.txt
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --require-hashes -r requirements-test.txt
	@touch $@
