"""Where a run is started from, as the CI system tells it in environment variables."""

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from attrs import frozen

Environ = Mapping[str, str]

NO_TEXT = re.compile("[\ud800-\udfff]")  # what os.environ makes of bytes that are no UTF-8


@frozen(kw_only=True)
class CIContext:
    """A commit and, where there is one, its pull request; empty is what the system does not say."""

    source: str = ""
    branch: str = ""
    sha: str = ""
    repository: str = ""
    repo_url: str = ""
    pr_number: str = ""
    pr_url: str = ""
    author: str = ""
    message: str = ""
    environment: str = ""

    @property
    def context(self) -> dict[str, str]:
        """The `context` of a run at Qualigate, without what is empty."""
        names = ("source", "pr_number", "pr_url", "sha", "branch", "repository")
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def metadata(self) -> dict[str, str]:
        """The `metadata` of a session at Checkly, without what is empty."""
        names = {
            "environment": self.environment,
            "repoUrl": self.repo_url,
            "commitId": self.sha,
            "commitOwner": self.author,
            "commitMessage": self.message,
            "branchName": self.branch,
        }
        return {name: value for name, value in names.items() if value}


def ci_context(environ: Environ | None = None) -> CIContext:
    """Read where a run is started from; empty outside of a CI system that is known.

    `environ` are the variables to read instead of the process's own.

    Pull requests give the source branch and, where the system tells it, its commit instead of
    the merge that is built. GitHub Actions does not tell it: GITHUB_SHA is that merge.
    """
    # Azure leaves a variable that has no value as it stands in the pipeline: $(name).
    variables = os.environ if environ is None else environ
    given = {
        name: NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value).strip()
        for name, value in variables.items()
        if value[:2] != "$("
    }
    return next((read(given) for marker, read in SYSTEMS.items() if given.get(marker)), CIContext())


def _github(env: Environ) -> CIContext:
    repository, server = env.get("GITHUB_REPOSITORY", ""), env.get("GITHUB_SERVER_URL", "")
    repo_url = _web(f"{server}/{repository}") if server and repository else ""
    found = re.fullmatch(r"refs/pull/(\d+)/\w+", env.get("GITHUB_REF", ""))
    number = found[1] if found else ""
    branch = (
        env.get("GITHUB_REF_NAME", "") if env.get("GITHUB_REF_TYPE", "branch") == "branch" else ""
    )
    return CIContext(
        source="github-actions",
        branch=env.get("GITHUB_HEAD_REF", "") or ("" if number else branch),
        sha=env.get("GITHUB_SHA", ""),
        repository=repository,
        repo_url=repo_url,
        pr_number=number,
        pr_url=f"{repo_url}/pull/{number}" if repo_url and number else "",
        author=env.get("GITHUB_ACTOR", ""),
    )


def _gitlab(env: Environ) -> CIContext:
    number = env.get("CI_MERGE_REQUEST_IID", "")
    project = _web(env.get("CI_MERGE_REQUEST_PROJECT_URL", "") or env.get("CI_PROJECT_URL", ""))
    return CIContext(
        source="gitlab-ci",
        branch=env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "")
        or env.get("CI_COMMIT_BRANCH", ""),
        sha=env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "") or env.get("CI_COMMIT_SHA", ""),
        repository=env.get("CI_PROJECT_PATH", ""),
        repo_url=_web(env.get("CI_PROJECT_URL", "")),
        pr_number=number,
        pr_url=f"{project}/-/merge_requests/{number}" if project and number else "",
        author=re.sub(r"\s*<.*>", "", env.get("CI_COMMIT_AUTHOR", "")),
        message=env.get("CI_COMMIT_MESSAGE", ""),
        environment=env.get("CI_ENVIRONMENT_NAME", ""),
    )


def _jenkins(env: Environ) -> CIContext:
    number, repo_url = env.get("CHANGE_ID", ""), _web(env.get("GIT_URL", ""))
    branch = env.get("BRANCH_NAME", "") or env.get("GIT_BRANCH", "").removeprefix("origin/")
    return CIContext(
        source="jenkins",
        # Of a pull request BRANCH_NAME is PR-42.
        branch=env.get("CHANGE_BRANCH", "") if number else branch,
        sha=env.get("GIT_COMMIT", ""),
        repository=_path(repo_url),
        repo_url=repo_url,
        pr_number=number,
        pr_url=_web(env.get("CHANGE_URL", "")),
        author=env.get("CHANGE_AUTHOR", ""),
    )


def _circleci(env: Environ) -> CIContext:
    names = (env.get("CIRCLE_PROJECT_USERNAME", ""), env.get("CIRCLE_PROJECT_REPONAME", ""))
    pull = _web(env.get("CIRCLE_PULL_REQUEST", ""))
    number = env.get("CIRCLE_PR_NUMBER", "") or pull.rpartition("/")[2]
    branch = env.get("CIRCLE_BRANCH", "")
    return CIContext(
        source="circleci",
        # Of a pull request from a fork it is pull/42.
        branch="" if re.fullmatch(r"pull/\d+", branch) else branch,
        sha=env.get("CIRCLE_SHA1", ""),
        repository="/".join(names) if all(names) else "",
        repo_url=_web(env.get("CIRCLE_REPOSITORY_URL", "")),
        pr_number=number,
        pr_url=pull,
        author=env.get("CIRCLE_USERNAME", ""),
    )


def _buildkite(env: Environ) -> CIContext:
    repo_url, number = _web(env.get("BUILDKITE_REPO", "")), env.get("BUILDKITE_PULL_REQUEST", "")
    number = "" if number == "false" else number
    on_github = urlsplit(repo_url).hostname == "github.com"
    return CIContext(
        source="buildkite",
        # A branch of a fork is owner:branch.
        branch=env.get("BUILDKITE_BRANCH", "").rpartition(":")[2],
        # Before the checkout the commit may be HEAD, which names none.
        sha=env.get("BUILDKITE_COMMIT", "").removeprefix("HEAD"),
        repository=_path(repo_url),
        repo_url=repo_url,
        pr_number=number,
        pr_url=f"{repo_url}/pull/{number}" if number and on_github else "",
        author=env.get("BUILDKITE_BUILD_AUTHOR", ""),
        message=env.get("BUILDKITE_MESSAGE", ""),
    )


def _azure(env: Environ) -> CIContext:
    repo_url = _web(env.get("BUILD_REPOSITORY_URI", ""))
    # On GitHub the id is one of Azure's own, and the number is GitHub's.
    github = env.get("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "")
    number = github or env.get("SYSTEM_PULLREQUEST_PULLREQUESTID", "")
    place = "pull" if github else "pullrequest"
    branch = env.get("SYSTEM_PULLREQUEST_SOURCEBRANCH", "") or env.get("BUILD_SOURCEBRANCH", "")
    is_branch = branch.startswith("refs/heads/") or (github and not branch.startswith("refs/"))
    return CIContext(
        source="azure-pipelines",
        branch=branch.removeprefix("refs/heads/") if is_branch else "",
        sha=env.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", "") or env.get("BUILD_SOURCEVERSION", ""),
        repository=env.get("BUILD_REPOSITORY_NAME", ""),
        repo_url=repo_url,
        pr_number=number,
        pr_url=f"{repo_url}/{place}/{number}" if repo_url and number else "",
        author=env.get("BUILD_SOURCEVERSIONAUTHOR", "") or env.get("BUILD_REQUESTEDFOR", ""),
        message=env.get("BUILD_SOURCEVERSIONMESSAGE", ""),
    )


def _bitbucket(env: Environ) -> CIContext:
    repo_url, number = (
        _web(env.get("BITBUCKET_GIT_HTTP_ORIGIN", "")),
        env.get("BITBUCKET_PR_ID", ""),
    )
    return CIContext(
        source="bitbucket-pipelines",
        branch=env.get("BITBUCKET_BRANCH", ""),
        sha=env.get("BITBUCKET_COMMIT", ""),
        repository=env.get("BITBUCKET_REPO_FULL_NAME", ""),
        repo_url=repo_url,
        pr_number=number,
        pr_url=f"{repo_url}/pull-requests/{number}" if repo_url and number else "",
        environment=env.get("BITBUCKET_DEPLOYMENT_ENVIRONMENT", ""),
    )


# Which variable tells that a system is there.
SYSTEMS: Mapping[str, Callable[[Environ], CIContext]] = {
    "GITHUB_ACTIONS": _github,
    "GITLAB_CI": _gitlab,
    "CIRCLECI": _circleci,
    "BUILDKITE": _buildkite,
    "TF_BUILD": _azure,
    "BITBUCKET_BUILD_NUMBER": _bitbucket,
    "JENKINS_URL": _jenkins,
}


def _web(address: str) -> str:
    """Strip the address of a repository of credentials; empty where it is not on the web."""
    if found := re.fullmatch(r"(?:ssh://)?[\w.-]+@([\w.-]+)(?::\d+/|[:/])(.+)", address):
        address = f"https://{found[1]}/{found[2]}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path.rstrip('/').removesuffix('.git')}"


def _path(repo_url: str) -> str:
    return urlsplit(repo_url).path.strip("/")
