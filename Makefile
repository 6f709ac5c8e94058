# 莞家自助: `make run` and `make test` set everything up by themselves; `make` alone lists what else there is.
.DEFAULT_GOAL := help
.PHONY: help run demo test check style types contracts pages audit bench soak lock words pictures clean voice runtime development engines
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
OUT ?= var/demo
# Four workers, a file to each: most of the longest tests wait for wires and timers, and a file shares one simulated hall.
# Long files begin first (tests/conftest.py), so their order is kept.
PYTEST := $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder
# More words for pytest, as in: make test ARGS="-k appeal"
ARGS ?=
# More words for the audit, as in: make audit ONLY="--visits questions --variants elder-200"
ONLY ?=
PYTHON_FOLDERS := app devices printing kiosk central scripts benchmarks tests

help: ## list these targets
	@echo "莞家自助 the self-service terminal; targets:"
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 14

run: runtime ## set up, then open the terminal full-screen in its simulated hall (without a display: the demo)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec env $$(grep -v '^#' resources/system/guanjia-kiosk.env) $(BIN)/guanjia kiosk --simulated-hall; \
	else \
		echo "没有显示器，改为演示 no display here: playing the main job off-screen into var/demo"; \
		exec $(BIN)/guanjia demo --out var/demo; \
	fi

demo: runtime ## play the main job off-screen; OUT=DIR keeps what came out there (var/demo)
	@$(BIN)/guanjia demo --out "$(OUT)"

test: development ## set up with the development tools, then run the tests; ARGS="-k word" for some of them
	@$(PYTEST) -m "not soak" $(ARGS)

check: style types contracts pages ## style, types, import contracts, and every QML page; `make -k check` does not stop at the first

style: development
	$(BIN)/ruff check $(PYTHON_FOLDERS)
	$(BIN)/ruff format --check $(PYTHON_FOLDERS)

types: development
	$(BIN)/mypy
	MYPYPATH=benchmarks $(BIN)/mypy scripts/*.py benchmarks/*.py

contracts: development
	$(BIN)/lint-imports

pages: development
	$(BIN)/python scripts/describe_qml_types.py
	cd build/qml && find . -name '*.qml' -exec ../../$(BIN)/pyside6-qmllint -W 0 --unused-imports warning -I . {} +

audit: development ## look at every page in every theme, size, panel and language; ONLY="--stops 02-home" for some (var/audit)
	@$(BIN)/python tests/audit/run.py $(ONLY)

bench: development engines ## every promise of speed, one JSON line each
	@status=0; for benchmark in $$(grep -l '^def main' benchmarks/*.py); do $(BIN)/python $$benchmark || status=1; done; exit $$status

soak: development ## the long tests
	@$(BIN)/python -m pytest -m soak --timeout 0 $(ARGS)

lock: ## write requirements/*.txt anew from *.in, with hashes; UPGRADE=--upgrade takes newer versions
	@scripts/lock $(UPGRADE)

words: development ## compile kiosk/words/en.json for Qt, after words have changed
	@$(BIN)/python scripts/compile_words.py

voice: development ## render the clips that the voice lacks, after words have changed; ARGS="--ear en" for English too
	@scripts/set-up voice
	@$(BIN)/python scripts/render_voice.py $(ARGS)

pictures: words ## draw the README's pictures anew
	@$(BIN)/python scripts/draw_pictures.py

clean: ## remove .venv and everything made here, var/ too
	rm -rf .venv build var dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

runtime development engines:
	@scripts/set-up $@
