"""The command `testruns` as `python -m testruns`."""

from testruns._cli import main

if __name__ == "__main__":
    main()
