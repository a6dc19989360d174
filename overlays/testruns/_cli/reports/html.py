"""The HTML summary: one file that loads nothing, with a timeline of the runs."""

import time
from collections.abc import Iterator, Sequence
from html import escape

from testruns._cli.outcomes import MEANINGS, Exit
from testruns._cli.view.rows import Row, in_words, span

EARLY = {"starting", "started", "queued", "pending"}  # nothing of the run is done yet

STYLE = """
:root { color-scheme: light dark; --ok: #1a7f37; --bad: #cf222e; --odd: #9a6700; --on: #0969da;
  --line: color-mix(in srgb, currentColor 18%, transparent); }
@media (prefers-color-scheme: dark) { :root { --ok: #3fb950; --bad: #f85149; --odd: #d29922; --on: #58a6ff; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
p.meaning { margin-top: 0; opacity: .75; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.name { overflow-wrap: anywhere; }
.state { font-weight: 600; white-space: nowrap; }
.ok { color: var(--ok); } .bad { color: var(--bad); } .odd { color: var(--odd); } .on { color: var(--on); }
.timeline { display: grid; grid-template-columns: minmax(8rem, 18rem) 1fr; gap: .3rem .75rem; align-items: center; }
.timeline .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.track { position: relative; height: 1.1rem; background: color-mix(in srgb, gray 15%, transparent); border-radius: 3px; overflow: hidden; }
.track i { position: absolute; top: 0; bottom: 0; min-width: 2px; background: currentColor; }
.track i.early { opacity: .4; }
.scale { display: flex; justify-content: space-between; font-size: .8rem; opacity: .75; font-variant-numeric: tabular-nums; }
@media (max-width: 40rem) {
  .timeline { grid-template-columns: minmax(0, 1fr); }
  thead { display: none; } tbody, tr, td { display: block; }
  td, td.number { border: 0; padding: .1rem 0; text-align: left; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
}
details { margin: .5rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; }
"""


def page(rows: Sequence[Row], code: Exit, began: float) -> str:
    """Render the page."""
    return "\n".join(_parts(rows, code, began)) + "\n"


def _parts(rows: Sequence[Row], code: Exit, began: float) -> Iterator[str]:
    words = escape(in_words(rows))
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Nothing is loaded and nothing runs, whatever a vendor's text holds.
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield f"<title>testruns: {words}</title><style>{STYLE}</style></head><body>"
    yield f'<h1 class="{_kind(int(code))}">{words}</h1>'
    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(began))
    yield f'<p class="meaning">{when}; exit code {int(code)}: {escape(MEANINGS[code])}</p>'
    yield "<h2>Timeline</h2>"
    yield from _timeline(rows)
    yield "<h2>Runs</h2>"
    yield '<table><thead><tr><th>State<th>Run<th class="number">Tests passed<th class="number">Time'
    yield "</tr></thead><tbody>"
    for each in rows:
        yield f'<tr><td class="state {_kind(each.exit_code)}">{escape(each.state)}'
        yield f'<td class="name">{_linked(each.title, each.link)}{"".join(_details(each))}'
        yield f'<td class="number">{each.count}<td class="number">{span(each.seconds)}</tr>'
    yield "</tbody></table></body></html>"


def _timeline(rows: Sequence[Row]) -> Iterator[str]:
    begins = [each.began for each in rows if each.began is not None]
    if not begins:
        yield "<p>No run was started.</p>"
        return
    first = min(begins)
    last = max(each.began + (each.seconds or 0.0) for each in rows if each.began is not None)
    whole = max(last - first, 0.001)
    yield '<div class="timeline">'
    for each in rows:
        if each.began is None:
            continue
        yield f'<div class="name" title="{escape(each.title)}">{escape(each.title)}</div>'
        yield f'<div class="track {_kind(each.exit_code)}">'
        end = each.began + (each.seconds or 0.0)
        changes = [(each.began, "starting"), *(each.changes[:-1] if each.ended else each.changes)]
        ends = [*(at for at, _ in changes[1:]), end]
        pieces = [(*change, until) for change, until in zip(changes, ends, strict=True)]
        for start, state, until in pieces:
            left, width = (start - first) / whole * 100, (until - start) / whole * 100
            title = escape(f"{state} from {span(start - first)} to {span(until - first)}")
            early = ' class="early"' if state in EARLY else ""
            yield f'<i{early} style="left:{left:.2f}%;width:{max(width, 0):.2f}%" title="{title}"></i>'
        yield "</div>"
    yield f'<div></div><div class="scale"><span>0:00</span><span>{span(whole / 2)}</span>'
    yield f"<span>{span(whole)}</span></div></div>"


def _details(each: Row) -> Iterator[str]:
    if each.reason:
        yield f"<pre>{escape(each.reason)}</pre>"
    if not each.confirmed:
        yield "<p>The status may be older than the run.</p>"
    if each.video:
        yield f"<p>{_linked('recording', each.video)}</p>"
    if each.cases:
        is_open = " open" if each.exit_code != Exit.PASSED else ""
        yield f"<details{is_open}><summary>{_tests(each)}</summary><ul>"
        for case in each.cases:
            ended = {None: "on", "passed": "ok"}.get(case.verdict, "bad")
            yield f'<li><span class="{ended}">{escape(case.verdict or "not ended")}</span> '
            more = [span(case.seconds), "degraded" if case.degraded else ""]
            told = ", ".join(each for each in more if each)
            yield _linked(case.name, case.link) + (f" ({told})" if told else "")
            yield f"<pre>{escape(case.message)}</pre>" if case.message else ""
        yield "</ul></details>"


def _tests(each: Row) -> str:
    return "1 test" if len(each.cases) == 1 else f"{len(each.cases)} tests"


def _kind(code: int | None) -> str:
    if code is None:
        return "on"
    return {Exit.PASSED: "ok", Exit.UNKNOWN: "odd", Exit.NOTHING: "odd"}.get(Exit(code), "bad")


def _linked(text: str, link: str | None) -> str:
    return f'<a href="{escape(link)}" rel="noreferrer">{escape(text)}</a>' if link else escape(text)
