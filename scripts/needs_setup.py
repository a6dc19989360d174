"""End in one line where the packages of the virtual environment are not there."""

import sys
from importlib.util import find_spec

if find_spec("specmock") is None or find_spec("attrs") is None:
    print("run `make setup`, then .venv/bin/python instead of python", file=sys.stderr)
    sys.exit(2)
