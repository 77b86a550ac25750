# Each target is one script of scripts/, which runs as well without make.

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check fix bench screenshots pin

help:         # Show this list.
	@sed -n 's/^\([a-z]*\): *# \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup:        # Install everything for development into .venv.
	@scripts/setup

demo:         # Show a finished mediation on http://localhost:8000 (PORT=, DATA=).
	@scripts/demo

serve:        # Serve real talks, as the settings say.
	@scripts/serve

test:         # Check and test everything, as CI does.
	@scripts/test

check:        # Everything short of the tests: format, lint, types, layers, migrations, words.
	@scripts/check

fix:          # Format, and mend what can be mended without thought.
	@scripts/fix

bench:        # Measure.
	@scripts/bench

screenshots:  # Take the pictures of the handbook anew.
	@scripts/screenshots

pin:          # Pin the newest versions that pyproject.toml allows.
	@scripts/pin
