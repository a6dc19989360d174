"""Tables on a terminal, folded to its width, or in whole lines where nobody watches."""

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

WHOLE_LINES = 100_000  # columns


def print_table(header: Sequence[str], *sections: Iterable[Sequence[str]]) -> None:
    """Print rows in sections under a header; the cells are text, not markup."""
    columns = (Column(name, overflow="fold") for name in header)
    table = Table(*columns, box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    for section in sections:
        for row in section:
            table.add_row(*map(Text, row))
        table.add_section()
    Console(width=None if sys.stdout.isatty() else WHOLE_LINES).print(table)
