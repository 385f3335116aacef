# Everything sets itself up on a fresh machine with only python3 (3.11-3.13), pip and make.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
.DEFAULT_GOAL := help

help: ## what one can ask for
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: .venv/.setup ## load the example brands and open the shop on http://127.0.0.1:8000
	$(BIN)/sumisura demo

test: .venv/.setup browser ## every check and every test
	bash tools/test

lint: .venv/.setup ## the checks alone: ruff, mypy, import-linter
	bash tools/lint

docs: .venv/.setup ## build the documentation site into site/; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --jobs auto -d .cache/docs docs site

bench: .venv/.setup ## measure beside peers; writes benchmarks/results/*.json
	$(BIN)/python -m benchmarks

soak: .venv/.setup ## the long runs; writes benchmarks/results/soak*.json
	$(BIN)/python -m benchmarks.soak

setup: .venv/.setup ## leave a .venv with all that tests and benchmarks need

browser: .venv/.setup ## find Chromium, or install it
	@bash tools/browser

client: .venv/.setup ## write the typed client of the API from its description
	$(BIN)/python tools/generate_client.py
	$(BIN)/ruff check --quiet --fix src/sumisura/client
	$(BIN)/ruff format --quiet src/sumisura/client

lock: .tools/.uv ## renew the hashed requirement files
	bash tools/lock

clean: ## remove what set-up and runs left behind
	rm -rf .venv .tools .demo .cache site src/sumisura/web/static/vendor node_modules

.tools/.uv: requirements/uv.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --require-hashes --no-deps --upgrade --target .tools -r requirements/uv.txt
	@touch $@

.venv/.setup: .tools/.uv requirements/dev.txt pyproject.toml package-lock.json tools/setup
	PYTHON=$(PYTHON) bash tools/setup
	@touch $@

.PHONY: help demo test lint docs bench soak setup browser client lock clean
