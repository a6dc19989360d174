"""Readers of vendors' pages, one module a style of page.

A new style is a module with `read(page: Capture, known: Known) -> Facts` and its name in READERS
of `pages.known_pages`. `blocks.blocks_of` cuts a page into requests, samples, rows and text for it. It
raises LayoutError only for a page without any readable operation; each part that it does not read
is a Problem with its line, which silences the operation and the list that it could have stated.

What it states, as `facts.state(Place(operation, where, name), line, aspect=value)`:

operation  METHOD /path, or `*` for what a page says of all its operations
where      operation, path, query, header, body, answer, "answer 200" (its fields), "headers 200",
           auth, security, server, state, limit; address and answers for what a script mentions
name       of a field, dotted: [] after a list, * for any key of a map, ? for a name that was lost
aspects    type, format, nullable, required (true or "one of"), default, enum, deprecated and the
           limits of JSON Schema; there; media; sent; requests, window and scope of a limit;
           terminal of a state; and what is weak: seen (the kinds of sampled values), words, used
           and times

`facts.say(text, line, near)` keeps every other line as the hash of a sentence.
"""
