"""The version that follows from a change, by semantic versioning."""

import re

from packaging.version import InvalidVersion, Version

from .change import Level


def stated(text: str) -> Version:
    """Read a version of a document; raise InvalidVersion for a date such as 2024-10."""
    if re.match(r"\d+-", text):  # a post-release to PEP 440
        raise InvalidVersion(text)
    return Version(text)


def next_version(version: Version, level: Level) -> Version:
    """Raise a version for a change of a level.

    What follows comes after it. A pre-release already stands for the release that it leads to: it is raised only where the
    change is more than that release allows. Below 1.0.0 a breaking change raises the minor number.
    """
    if level is Level.NONE:
        return version
    major, minor, patch = (*version.release, 0, 0)[:3]
    if version.is_prerelease:  # 1.2.0rc1 allows for a minor change, 1.2.3rc1 for a patch
        leads_to = Level.PATCH if patch else Level.MINOR if minor or not major else Level.BREAKING
        if level <= leads_to or (not major and not patch):
            following = Version(f"{version.epoch}!{major}.{minor}.{patch}")
            if following > version:
                return following
    if level is Level.BREAKING and major:
        raised = (major + 1, 0, 0)
    elif level is Level.PATCH:
        raised = (major, minor, patch + 1)
    else:
        raised = (major, minor + 1, 0)
    return Version(f"{version.epoch}!{'.'.join(map(str, raised))}")


def advice(version: Version, level: Level) -> str:
    """Tell the version that follows, in the words of semantic versioning."""
    following = next_version(version, level)
    if following == version:
        return f"Version: stays {version}: nothing changed"
    if version.is_prerelease and following.release == (*version.release, 0, 0)[:3]:
        return f"Version: {version} → {following}: the pre-release allows for this change already"
    word = {Level.PATCH: "patch", Level.MINOR: "minor", Level.BREAKING: "major"}[level]
    if level is Level.BREAKING and following.major == 0:
        word = "minor, since below 1.0.0 a breaking change raises the minor number"
    return f"Version: {version} → {following}: {word}"
