"""Open, renew or close the one pull request with what `make docs-update` edited.

An issue is opened only for what could not be edited where nothing was; it is closed again when
all agrees. Needs git with a remote `origin`, and the command `gh` with its token.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "docs-update"
TITLE = "Bring the specs up to the vendors' documentation"
PATHS = ("specs", "generated")
OPEN = ("decide ", "failed:", "cannot be read:")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outcomes", nargs="*", type=Path, help="what the steps before have printed")
    options = parser.parse_args(arguments)
    texts = {path.stem: path.read_text("utf-8") for path in options.outcomes if path.exists()}
    left = [line for text in texts.values() for line in text.splitlines() if line.startswith(OPEN)]
    try:
        publish(root, body(texts), changed(root), bool(left))
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(error.cmd[:3])} failed: {error.stderr.strip()}", file=sys.stderr)
        return 1
    return 0


def publish(root: Path, text: str, edited: list[str], left: bool) -> None:  # noqa: FBT001
    """Bring pull request and issue to what they should say."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "body.md"
        file.write_text(text, "utf-8")
        request, issue = number(root, "pr"), number(root, "issue")
        if edited:
            push(root)
            if request:
                gh(root, "pr", "edit", request, "--body-file", str(file))
            else:
                arguments = ("--head", BRANCH, "--title", TITLE, "--body-file", str(file))
                gh(root, "pr", "create", *arguments)
        elif request:
            gh(root, "pr", "close", request, "--comment", "Pages and specs agree again.")
        if left and not edited:
            if issue:
                gh(root, "issue", "edit", issue, "--body-file", str(file))
            else:
                gh(root, "issue", "create", "--title", TITLE, "--body-file", str(file))
        elif issue:
            gh(root, "issue", "close", issue, "--comment", "Nothing is left that no tool edits.")


def body(texts: dict[str, str]) -> str:
    """Quote what the steps have printed; it is text from outside, and stays in its fence."""
    return "\n".join(_body(texts))


def _body(texts: dict[str, str]) -> Iterator[str]:
    yield 'CONTRIBUTING.md says what to do: "The docs changed: what now?"'
    for name, text in texts.items():
        yield f"\n{name}:\n\n````"
        yield text.replace("`", "'").rstrip()
        yield "````"


def changed(root: Path) -> list[str]:
    return run(root, "git", "status", "--porcelain", "--", *PATHS).splitlines()


def push(root: Path) -> None:
    """Commit the edits on the branch of the pull request, and push it over what was there."""
    run(root, "git", "switch", "--quiet", "--force-create", BRANCH)
    run(root, "git", "add", "--", *PATHS)
    author = ("-c", "user.name=docs", "-c", "user.email=docs@users.noreply.github.com")
    run(root, "git", *author, "commit", "--quiet", "--message", TITLE)
    run(root, "git", "push", "--quiet", "--force", "origin", BRANCH)


def number(root: Path, kind: str) -> str:
    """Number of the open pull request or issue; "" if there is none."""
    which = ("--head", BRANCH) if kind == "pr" else ("--search", f'in:title "{TITLE}"')
    listed = gh(root, kind, "list", *which, "--json", "number", "--jq", ".[0].number // empty")
    return listed.strip()


def gh(root: Path, *arguments: str) -> str:
    return run(root, "gh", *arguments)


def run(root: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
