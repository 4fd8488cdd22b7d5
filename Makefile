# Names for people who type `make`; everything else, and Windows, uses dev.py itself.
PYTHON ?= python3

.PHONY: demo test
demo test:
	@$(PYTHON) dev.py $@ $(ARGS)
