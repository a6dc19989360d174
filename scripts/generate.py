"""Generate the client packages that are stale, or say which ones are and why."""

import argparse
import hashlib
import json
import os
import re
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from specs import ROOT, specs_of

# What only generation needs is imported where it is used: it would double the time of a check.

SCRIPTS = ROOT / "scripts"
GENERATE = ("generate", "--meta=none", "--fail-on-warning", "--overwrite")
# What surrounds a package (configuration, .gitignore, a tag called dist) must not shape it.
ISOLATED = ("--isolated", "--no-cache", "--no-respect-gitignore", "--config=exclude=[]")
STYLE = ("--target-version=py311", "--config=line-length=100")
FORMAT = (
    ("check", "--fix-only", "--select=F401,I,UP", *ISOLATED, *STYLE),
    ("format", *ISOLATED, *STYLE),
)
# What shapes a package beside the generator: its input, its own templates, the module of facts.
SHAPES = (
    "generator_input.py",
    "templates/models_init.py.jinja",
    "templates/package_init.py.jinja",
    "spec_module.py",
)
BANNER = "# Generated from specs/{vendor}.yaml by `make generate`. Do not edit.\n"

# What the generator says around each of its messages.
CHATTER = ("Error(s) encountered", "Warning(s) encountered", "If you believe this")

# What its messages are about: a component, or a path.
PLACE = r"(?:schema /components/\w+/|^components\.\w+\.|parsing [A-Z]+ |^paths\.)(/[^\s.]*|\w+)"

Lock = dict[str, dict[str, Any]]


class RefusedError(Exception):
    """A tool's refusal to go on, in its own words, and the line of the spec if it names one."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def main() -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="generate all packages, stale or not")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if one is stale")
    options = parser.parse_args()
    if not options.check:
        return generate(ROOT, everything=options.all)
    complaint = freshness(ROOT)
    say(complaint or "generated/ is up to date")
    return 1 if complaint else 0


def freshness(root: Path) -> str:
    """Name the stale packages, the reasons and the fix; an empty text when none is."""
    lines = [f"generated/{name} is stale: {'; '.join(why)}" for name, why in stale(root).items()]
    fix = "Run `make generate`. Hand edits do not survive it: edit the spec instead."
    return "\n".join([*lines, fix]) if lines else ""


def stale(root: Path) -> dict[str, list[str]]:
    """Name what generating everything would change in generated/, with the reasons."""
    recipe, lock, found = read_recipe(root), read_lock(root), digests(root / "generated")
    found.pop("lock.json", None)
    reasons = {}
    for vendor in specs_of(root):
        files = {name: found.pop(name) for name in files_of(vendor, found)}
        if why := differences(lock.pop(vendor, {}), inputs(root, vendor, recipe), files):
            reasons[f"{vendor}_client"] = why
    orphans = {f"{vendor}_client" for vendor in lock}
    orphans |= {name.split("/")[0].removesuffix(".api.txt") for name in found}
    return reasons | {name: ["leftover, no spec gives it"] for name in sorted(orphans)}


def differences(entry: dict[str, Any], made_of: dict[str, str], files: dict[str, str]) -> list[str]:
    """List where the lock's entry of a package differs from its inputs and its files."""
    package = [name for name in files if "/" in name]
    if not entry or not package:
        return ["not in generated/lock.json" if package else "missing"]
    changed = [f"{name} changed" for name in made_of if entry.get(name) != made_of[name]]
    locked: dict[str, str] = entry["files"]
    kinds = {
        "edited": {name for name in locked.keys() & files.keys() if locked[name] != files[name]},
        "missing": locked.keys() - files.keys(),
        "leftover": files.keys() - locked.keys(),
    }
    return changed + [f"{kind} {', '.join(sorted(of))}" for kind, of in kinds.items() if of]


def generate(root: Path, *, everything: bool = False) -> int:
    """Bring generated/ up to date; return 1 if a package had to stay as it was."""
    reasons, recipe, known = stale(root), read_recipe(root), [*specs_of(root)]
    chosen = [vendor for vendor in known if everything or f"{vendor}_client" in reasons]
    if not chosen and not reasons:
        say(f"generated/ is up to date ({', '.join(known)})")
        return 0
    if complaint := unpinned(recipe):
        say(complaint)
        return 1
    made_of = {vendor: inputs(root, vendor, recipe) for vendor in chosen}
    done = set(build_all(root, chosen))
    for vendor in (vendor for vendor in known if vendor not in chosen):
        say(f"{vendor:<12}unchanged")
    for name in reasons.keys() - {f"{vendor}_client" for vendor in known}:
        remove(root / "generated" / name)
        remove(surface_of(root / "generated" / name))
        say(f"generated/{name} removed, no spec gives it")
    found, lock = digests(root / "generated"), read_lock(root)
    lock |= {vendor: {**made_of[vendor], "files": files_of(vendor, found)} for vendor in done}
    lock = {vendor: lock[vendor] for vendor in known if vendor in lock}
    (root / "generated" / "lock.json").write_text(written(lock), "utf-8", newline="\n")
    return 0 if len(done) == len(chosen) else 1


def build_all(root: Path, chosen: list[str]) -> Iterator[str]:
    """Build packages side by side; yield the vendor of each that succeeds, once it is in place."""
    from concurrent.futures import ThreadPoolExecutor, as_completed
    from tempfile import TemporaryDirectory

    from release.api_surface import surface

    started = time.monotonic()
    (root / "generated").mkdir(exist_ok=True)
    # Below the root, so that a finished package is put in place by renaming it.
    (root / ".cache").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=root / ".cache") as staging, ThreadPoolExecutor() as pool:
        jobs = {pool.submit(build, root, vendor, Path(staging)): vendor for vendor in chosen}
        say_waiting(chosen)
        for job in as_completed(jobs):
            vendor = jobs.pop(job)
            try:
                package = job.result()
            except RefusedError as error:
                say(f"{vendor:<12}failed, generated/{vendor}_client stays as it was")
                say(explanation(root, vendor, error))
            else:
                files, elapsed = len(digests(package)), time.monotonic() - started
                # Not in the threads: Python 3.11 cannot parse in several of them at once.
                text = BANNER.format(vendor=vendor) + surface(package)
                place = root / "generated" / package.name
                swap_in(package, place)
                surface_of(place).write_text(text, "utf-8", newline="\n")
                say(f"{vendor:<12}generated  {files:3} files  {elapsed:.1f} s")
                yield vendor
            say_waiting(jobs.values())


def build(root: Path, vendor: str, staging: Path) -> Path:
    """Build a vendor's package in an empty folder and return it."""
    from spec_module import write_spec_module

    package, config = staging / f"{vendor}_client", staging / f"{vendor}.json"
    names = {"package_name_override": package.name, "project_name_override": f"{vendor}-client"}
    options = read_project(root)["tool"]["openapi-python-client"]
    config.write_text(json.dumps(options | names), "utf-8")
    spec = staging / f"{vendor}.spec.json"
    spec.write_text(json.dumps(read_spec(root / "specs" / f"{vendor}.yaml", package.name)), "utf-8")
    paths = (f"--path={spec}", f"--config={config}")
    generator = (sys.executable, "-m", "openapi_python_client", *GENERATE)
    templates = f"--custom-template-path={SCRIPTS / 'templates'}"
    run(*generator, *paths, templates, f"--output-path={package}", cwd=staging)
    try:
        write_spec_module(root / "specs" / f"{vendor}.yaml", package)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise RefusedError(f"spec.py cannot be written: {type(error).__name__} {error}") from error
    for command in FORMAT:
        run(str(Path(sys.executable).with_name("ruff")), *command, ".", cwd=package)
    for module in package.rglob("*.py"):
        module.write_bytes(BANNER.format(vendor=vendor).encode() + module.read_bytes())
    (package / "py.typed").touch()
    return package


def read_spec(path: Path, package: str) -> dict[str, Any]:
    """Read a spec as the generator gets it, or raise what is wrong with the file."""
    from generator_input import prepared
    from specmock.openapi.document import DocumentError, load

    try:
        return prepared(load(path).root, package)
    except DocumentError as error:
        raise RefusedError(error.reason, error.line) from error


def run(*command: str, cwd: Path) -> None:
    """Run a tool that the environment cannot influence, or raise what it complains about."""
    import subprocess

    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "RUFF"))}
    environment = {**kept, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    tool = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    if tool.returncode:
        raise RefusedError((tool.stderr or tool.stdout).decode(errors="replace"))


def surface_of(package: Path) -> Path:
    """Path of the file that lists the public names of a package."""
    return package.with_name(f"{package.name}.api.txt")


def swap_in(package: Path, place: Path) -> None:
    """Put a finished package where the old one is."""
    if place.exists():
        place.rename(package.with_suffix(".old"))
    package.rename(place)


def remove(path: Path) -> None:
    """Remove a file, or a folder with what is in it."""
    import shutil

    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def explanation(root: Path, vendor: str, error: RefusedError) -> str:
    """Explain a refused spec, in the words of the generator and of the specs' lint."""
    import subprocess

    spec = f"specs/{vendor}.yaml"
    message = str(error)
    line = error.line or line_of(message, (root / spec).read_text("utf-8", "replace"))
    said = [text for text in message.splitlines() if text.strip() and not text.startswith(CHATTER)]
    # A traceback says at its end what happened, any other message at its beginning.
    said = said[-1:] if "Traceback" in message else said[:12]
    lint = (sys.executable, ROOT / "scripts" / "lint_specs.py", spec)
    found = subprocess.run(lint, cwd=root, capture_output=True, check=False).stdout
    place = f"{spec}:{line}" if line else spec
    words = [f"{place}: cannot be generated", *(f"    {text}" for text in said)]
    return "\n".join([*words, *found.decode().splitlines()])


def line_of(message: str, spec: str) -> int | None:
    """Find the line of a spec that a message of the generator is about."""
    if not (places := re.findall(PLACE, message, re.MULTILINE)):
        return None
    # An operation is complained about before the component that is the cause.
    key = re.compile(rf"""\s*["']?{re.escape(places[-1])}["']?:""")
    return next((n for n, line in enumerate(spec.splitlines(), 1) if key.match(line)), None)


def unpinned(recipe: dict[str, str]) -> str:
    """Complain about an installed tool that is not the one that pyproject.toml pins."""
    from importlib.metadata import PackageNotFoundError, version

    for tool in (recipe["generator"], recipe["formatter"]):
        name, pin = tool.split()
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "none"
        if installed != pin:
            return (
                f"pyproject.toml pins {tool}, installed is {installed}, which would generate "
                "something else. Remove .venv and run `make setup`."
            )
    return ""


def read_project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def read_recipe(root: Path) -> dict[str, str]:
    """Versions and settings that every package is made with, under their names in the lock."""
    project = read_project(root)
    tools = project["dependency-groups"]["generate"]
    pins = dict(tool.split("==") for tool in tools if "==" in tool)
    options = project["tool"]["openapi-python-client"]
    shapes = [(SCRIPTS / name).read_text("utf-8") for name in SHAPES]
    return {
        "configuration": digest(
            json.dumps([options, GENERATE, FORMAT, BANNER, shapes], sort_keys=True).encode()
        ),
        "formatter": f"ruff {pins['ruff']}",
        "generator": f"openapi-python-client {pins['openapi-python-client']}",
    }


def inputs(root: Path, vendor: str, recipe: dict[str, str]) -> dict[str, str]:
    return {**recipe, "spec": digest((root / "specs" / f"{vendor}.yaml").read_bytes())}


def files_of(vendor: str, digests: dict[str, str]) -> dict[str, str]:
    own = (f"{vendor}_client/", f"{vendor}_client.api.txt")
    return {name: of for name, of in digests.items() if name.startswith(own)}


def digests(folder: Path) -> dict[str, str]:
    """Digest of each file below a folder, except Python's caches."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    kept = {name: path for name, path in names.items() if "__pycache__" not in name}
    return {name: digest(path.read_bytes()) for name, path in kept.items() if path.is_file()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def read_lock(root: Path) -> Lock:
    """Read the lock; empty if it is missing or edited by hand."""
    try:
        text = (root / "generated" / "lock.json").read_text("utf-8")
        lock: Lock = json.loads(text)
    except (FileNotFoundError, ValueError):
        return {}
    return lock if text == written(lock) else {}


def written(lock: Lock) -> str:
    return json.dumps(lock, indent=2, sort_keys=True) + "\n"


def say(text: str, end: str = "\n") -> None:
    clear = "\r\x1b[2K" if sys.stderr.isatty() else ""
    print(f"{clear}{text}", end=end, file=sys.stderr, flush=True)


def say_waiting(names: Iterable[str]) -> None:
    """Show on a terminal, until the next line, what is still being generated."""
    if sys.stderr.isatty() and (waiting := ", ".join(names)):
        say(f"generating {waiting}", end="")


if __name__ == "__main__":
    sys.exit(main())
