# Tongban 通办. One verb a line; each does its own set-up on a fresh machine.
SHELL := /bin/bash
PORT ?= 8000
SERVE ?= 1
RUN := .venv/bin
ifeq (bench,$(firstword $(MAKECMDGOALS)))
BENCHES := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(BENCHES)
$(BENCHES): bench ; @:
endif
.PHONY: help demo test lint wheel outside bench docs setup setup-dev lock pictures gallery clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: setup ## set everything up, run the main job before your eyes, serve the portal (SERVE=0: stop after the job)
	@exec $(RUN)/tongban demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,)

test: setup-dev ## the whole suite, in parallel
	@tools/system.sh
	@$(RUN)/pytest -n auto --dist worksteal

lint: setup-dev ## style, types, the import contract and the dependencies
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports --no-logo --no-cache
	@$(RUN)/deptry --no-ansi .

wheel: setup-dev ## build the one wheel (.cache/dist), install it afresh and run a city from it
	@tools/wheel.sh

outside: setup-dev ## programs nobody here wrote judge our interfaces
	@tools/system.sh
	@$(RUN)/python outside/run.py

bench: setup-dev ## everything timed, as ratios in one run; `make bench pages` one, `make bench city` at its full size
	@$(RUN)/tongban bench $(or $(firstword $(BENCHES)),all) $(if $(filter city,$(BENCHES)),--full)

docs: setup-dev ## write the handbook from the code
	@$(RUN)/python tools/handbook.py

pictures: setup-dev ## take the screenshots of the README from a running city
	@tools/system.sh
	@$(RUN)/python tools/pictures.py

gallery: setup-dev ## walk through every page and keep its picture at both widths (build/gallery)
	@tools/system.sh
	@TONGBAN_PICTURES=$(CURDIR)/build/gallery $(RUN)/pytest tests/journeys/test_gallery.py

setup: ## the set-up alone; the program is then .venv/bin/tongban
	@tools/setup.sh base

setup-dev: setup
	@tools/setup.sh dev

lock: setup-dev ## lock the newest versions that fit, with hashes and no addresses
	@for f in installer base dev; do $(RUN)/uv pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 \
	  --no-header --no-emit-index-url --no-emit-find-links requirements/$$f.in -o requirements/$$f.txt; done

clean: ## remove what the verbs made here (not a city's data)
	@for home in test-server bench-home bench-cases-home bench-catalogue bench-city/small bench-city/large; do \
	  if [ -x $(RUN)/tongban ] && [ -d .cache/$$home ]; then TONGBAN_HOME=$(CURDIR)/.cache/$$home $(RUN)/tongban stop >/dev/null 2>&1 || true; fi; done
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info static-collected
