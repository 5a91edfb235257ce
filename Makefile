# `make help` lists everything. All of it starts from Python 3.11, git and make alone.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help up demo test lint format bench check-ins strangers scale kills protos web lock lighthouse live-page page-cut screenshots clean ready

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  ARGS=\"…\" is passed on, for instance: make up ARGS=\"--port 9000 -v\""

ready:
	@scripts/bootstrap.sh

up: ready web ## Run Presence on this machine; ends with its address
	@.venv/bin/presence up --data-dir .data $(ARGS)

demo: ready web ## Show it with a small college and a drawn video; ONCE=1 ends by itself and checks the marks
	@.venv/bin/presence demo $(if $(ONCE),--once) $(ARGS)

test: ready web ## Run every test: unit, integration, end to end
	@# on a fresh clone all is compiled once meanwhile, which each of the workers would do anew
	@[ -d tests/__pycache__ ] || scripts/pytest.sh --collect-only -qq >/dev/null & \
	  scripts/chromium.sh && scripts/node.sh test && scripts/node.sh run budget && \
	  NODE_FOLDER=tests/providers scripts/node.sh --version >/dev/null && wait # the provider that log-ins are tried against
	@scripts/pytest.sh $(ARGS)

lint: ready ## Check style, types, layers, contracts, manifests and the web client
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/buf lint protos
	scripts/protos.sh --check
	scripts/lint_deploy.sh
	scripts/node.sh run typecheck
	scripts/node.sh run lint

format: ready ## Bring the Python code into shape
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

bench: ready ## Measure against the reference loop
	@.venv/bin/python -m benchmarks.bench $(ARGS)

check-ins: ready ## Let 1,500 students check in by code within a minute; ARGS="--sessions 1"
	@.venv/bin/python -m benchmarks.check_ins $(ARGS)

strangers: ready ## Count how many of 3,000 tracks of strangers mark somebody; ARGS="FOLDER" with labels.csv
	@.venv/bin/python -m benchmarks.stranger_tracks $(ARGS)

scale: ready ## Measure pages over ten years of a college: 10 million marks, 15 minutes and 10 GB of disk
	@.venv/bin/python -m benchmarks.marks_at_scale $(ARGS)

kills: ready ## Hold fifty sessions under kill -9, of a real pod too, and look for anything that was lost
	@.venv/bin/python -m benchmarks.pod_kills $(ARGS)

protos: ready ## Generate protos/gen from protos/presence
	@scripts/protos.sh

web: ready ## Build the web client
	@scripts/web.sh

lock: ready ## Renew requirements/*.txt after a change in pyproject.toml; UPGRADE=1 moves all versions
	@scripts/lock.sh

lighthouse: ready web ## Have Lighthouse look at log-in, a student's page and a live session; ARGS="--times 3"
	@scripts/chromium.sh
	@NODE_FOLDER=benchmarks/lighthouse scripts/node.sh --version >/dev/null
	@.venv/bin/python -m benchmarks.lighthouse $(ARGS)

live-page: ready web ## Measure the page of a live session of 300 for ten minutes; ARGS="--minutes 1"
	@scripts/chromium.sh
	@.venv/bin/python -m benchmarks.live_page $(ARGS)

page-cut: ready web ## Take the network of a live session's page away for 30 s, and compare its lists
	@scripts/chromium.sh
	@.venv/bin/python -m benchmarks.page_cut $(ARGS)

screenshots: ready web ## Take the pictures of the documentation
	@scripts/chromium.sh
	@.venv/bin/python -m scripts.screenshots $(ARGS)

clean: ## Remove what was installed and built; .data stays
	@rm -rf .venv .boot build dist web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
