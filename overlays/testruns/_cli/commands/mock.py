"""The command mock: serve the vendors' mocks."""

import sys
from threading import Event
from typing import NoReturn
from uuid import UUID

from testruns._cli.options.groups import Mock
from testruns._cli.outcomes import Exit

from .run import fail


def mock(how: Mock) -> NoReturn:
    """Serve the mocks until interrupted, and print the variables to use them."""
    try:
        import specmock
    except ModuleNotFoundError as error:
        fail(Exit.USAGE, f"{error.name} is missing: pip install 'testruns[mock]'")
    settings = specmock.Settings(
        mode=how.clock, seconds=how.state, runs=how.runs, rate_limits=how.rate_limits
    )
    try:
        with specmock.serving(settings=settings, port=how.port) as served:
            for name, endpoint in served.items():
                prefix = name.upper()
                print(f"export {prefix}_BASE_URL={endpoint.url} {prefix}_API_KEY={endpoint.key}")
            print(f"export CHECKLY_ACCOUNT_ID={UUID(int=0)}", flush=True)
            print("testruns: the mocks run until Ctrl-C", file=sys.stderr, flush=True)
            Event().wait()
            sys.exit(Exit.PASSED)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:
        fail(Exit.USAGE, f"port {how.port}: {error.strerror}")
