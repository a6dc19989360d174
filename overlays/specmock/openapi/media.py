"""Media types: what a body may be in, and which of several a client asks for."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from attrs import field, frozen

from .document import Pointer
from .schemas import Hidden

# What a documented range is answered in where the client names nothing more precise.
_USUAL: Final = {"image": "image/png", "text": "text/plain", "audio": "audio/mpeg"}


@frozen(eq=False)
class Media:
    """A body in one media type, or in a range of them."""

    name: str  # as the document has it
    schema: Pointer | None
    examples: dict[str, Any]
    encoding: Mapping[str, Any]
    hidden: Hidden = ""  # the word of properties that bodies of its direction do without
    type: str = field(init=False)  # in lower case, without parameters
    parameters: Mapping[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        kind, parameters = split_media_type(self.name)
        object.__setattr__(self, "type", kind)
        object.__setattr__(self, "parameters", parameters)


def split_media_type(text: str) -> tuple[str, dict[str, str]]:
    """Split `type/subtype; name=value` into the type and its parameters, in lower case."""
    kind, *parts = text.split(";")
    pairs = (part.partition("=") for part in parts if "=" in part)
    parameters = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
    return kind.strip().lower(), parameters


@lru_cache(maxsize=1024)  # of what clients send again and again
def kind_of(content_type: str) -> str:
    """Read the type alone, in lower case and without parameters."""
    return split_media_type(content_type)[0]


def fits(wide: str, narrow: str) -> bool:
    """Tell whether a type lies in a range: `*/*`, `image/*`, `application/*+json`."""
    kind, _, sub = wide.partition("/")
    own, _, own_sub = narrow.partition("/")
    if kind not in {"*", own}:
        return False
    return sub in {"*", own_sub} or (sub.startswith("*+") and own_sub.endswith(sub[1:]))


@lru_cache(maxsize=4096)
def documented_for(known: tuple[Media, ...], content_type: str) -> Media | None:
    """Find the documented media type of a body that was sent, the most precise first."""
    if not content_type:
        return known[0] if known else None
    kind, parameters = split_media_type(content_type)
    fitting = [media for media in known if fits(media.type, kind)]
    return max(
        fitting,
        key=lambda media: (
            -media.type.count("*"),
            len(media.type),
            _agrees(media.parameters, parameters),
        ),
        default=None,
    )


@lru_cache(maxsize=4096)  # of what clients send again and again
def accepted(known: tuple[Media, ...], accept: str) -> tuple[Media, str] | None:
    """Choose the media type of an answer (RFC 9110, 12.5.1), and the content type to send.

    Of what the client takes equally, JSON comes first. None where it takes nothing of this.
    """
    if not known:
        return None
    ranges = list(_ranges(accept)) or [("*/*", {}, 1.0)]
    best: tuple[Any, ...] | None = None
    for index, media in enumerate(sorted(known, key=lambda each: "json" not in each.type)):
        found = _quality(media, ranges)
        if found is not None and found[0] > 0 and (best is None or found > best[0]):
            best = (found, index, media)
    if best is None:
        return None
    media = best[2]
    return media, _concrete(media, ranges)


def _quality(
    media: Media, ranges: list[tuple[str, dict[str, str], float]]
) -> tuple[float, int, int, int] | None:
    """Weigh a media type by the most precise range that it lies in, of equals the first."""
    weights = [
        (_precision(name), _agrees(parameters, media.parameters), -place, quality)
        for place, (name, parameters, quality) in enumerate(ranges)
        if (fits(name, media.type) or fits(media.type, name))
        and (not parameters or _agrees(parameters, media.parameters) or not media.parameters)
    ]
    if not weights:
        return None
    precision, agreement, place, quality = max(weights)
    return quality, precision, agreement, place


def _concrete(media: Media, ranges: list[tuple[str, dict[str, str], float]]) -> str:
    if "*" not in media.type:
        return media.name
    for name, _, quality in ranges:
        if quality > 0 and "*" not in name and fits(media.type, name):
            return name
    kind, _, sub = media.type.partition("/")
    if sub.startswith("*+"):
        return f"{kind}/{sub[2:]}"
    return _USUAL.get(kind, "application/json")


def _ranges(accept: str) -> Iterator[tuple[str, dict[str, str], float]]:
    for part in accept.split(","):
        name, parameters = split_media_type(part)
        if not name:
            continue
        try:
            quality = float(parameters.pop("q", "1"))
        except ValueError:
            quality = 1.0
        yield name, parameters, quality


def _precision(name: str) -> int:
    return 2 - name.count("*")


def _agrees(wanted: Mapping[str, str], given: Mapping[str, str]) -> int:
    """Count the parameters that are equal; the charset says how a text is written, not what."""
    return sum(given.get(name) == value for name, value in wanted.items() if name != "charset")
