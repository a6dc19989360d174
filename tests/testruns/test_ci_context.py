"""What CI systems tell about a commit and its pull request."""

import os
from typing import Any

import pytest
from attrs import evolve
from testruns import CIContext, checkly, ci_context, qualigate

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "org/repo",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_SHA": "abc",
    "GITHUB_ACTOR": "octocat",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_HEAD_REF": "",
}
GITHUB_CONTEXT = CIContext(
    source="github-actions",
    branch="main",
    sha="abc",
    repository="org/repo",
    repo_url="https://github.com/org/repo",
    author="octocat",
)
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_PATH": "org/repo",
    "CI_PROJECT_URL": "https://gitlab.example/org/repo",
    "CI_COMMIT_SHA": "abc",
    "CI_COMMIT_AUTHOR": "Octo Cat <octo@example.com>",
    "CI_COMMIT_MESSAGE": "Fix the cart\n",
    "CI_ENVIRONMENT_NAME": "staging",
}
JENKINS = {
    "JENKINS_URL": "https://ci.example/",
    "GIT_COMMIT": "abc",
    "GIT_URL": "https://user:planted@git.example/org/repo.git",
}
CIRCLE = {
    "CIRCLECI": "true",
    "CIRCLE_SHA1": "abc",
    "CIRCLE_PROJECT_USERNAME": "org",
    "CIRCLE_PROJECT_REPONAME": "repo",
    "CIRCLE_REPOSITORY_URL": "git@github.com:org/repo.git",
    "CIRCLE_USERNAME": "octocat",
}
BUILDKITE = {
    "BUILDKITE": "true",
    "BUILDKITE_COMMIT": "abc",
    "BUILDKITE_REPO": "ssh://git@github.com:22/org/repo.git",
    "BUILDKITE_MESSAGE": "Fix the cart",
    "BUILDKITE_BUILD_AUTHOR": "octocat",
    "BUILDKITE_PULL_REQUEST": "false",
    "BUILDKITE_BRANCH": "main",
}
AZURE = {
    "TF_BUILD": "True",
    "BUILD_SOURCEVERSION": "merge",
    "BUILD_REPOSITORY_NAME": "repo",
    "BUILD_REPOSITORY_URI": "https://org@dev.azure.com/org/project/_git/repo",
    "BUILD_SOURCEVERSIONMESSAGE": "Fix the cart",
    "BUILD_REQUESTEDFOR": "Octo Cat",
    "BUILD_SOURCEBRANCH": "refs/heads/main",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "$(System.PullRequest.PullRequestId)",
}
BITBUCKET = {
    "BITBUCKET_BUILD_NUMBER": "7",
    "BITBUCKET_BRANCH": "main",
    "BITBUCKET_COMMIT": "abc",
    "BITBUCKET_REPO_FULL_NAME": "org/repo",
    "BITBUCKET_GIT_HTTP_ORIGIN": "https://bitbucket.org/org/repo",
    "BITBUCKET_DEPLOYMENT_ENVIRONMENT": "staging",
}

Case = tuple[dict[str, str], dict[str, str], dict[str, str]]

CASES: dict[str, Case] = {
    "nothing": ({}, {}, {}),
    "GitHub, push": (
        GITHUB,
        {"source": "github-actions", "branch": "main", "sha": "abc", "repository": "org/repo"},
        {
            "repoUrl": "https://github.com/org/repo",
            "commitId": "abc",
            "commitOwner": "octocat",
            "branchName": "main",
        },
    ),
    "GitHub, pull request": (
        GITHUB
        | {
            "GITHUB_REF": "refs/pull/42/merge",
            "GITHUB_REF_NAME": "42/merge",
            "GITHUB_HEAD_REF": "feature",
        },
        {
            "branch": "feature",
            "pr_number": "42",
            "pr_url": "https://github.com/org/repo/pull/42",
        },
        {"branchName": "feature"},
    ),
    "GitHub, tag": (
        GITHUB | {"GITHUB_REF": "refs/tags/v1", "GITHUB_REF_NAME": "v1", "GITHUB_REF_TYPE": "tag"},
        {"branch": ""},
        {"branchName": ""},
    ),
    "GitLab, push": (
        GITLAB | {"CI_COMMIT_BRANCH": "main"},
        {"source": "gitlab-ci", "branch": "main", "sha": "abc", "repository": "org/repo"},
        {
            "environment": "staging",
            "repoUrl": "https://gitlab.example/org/repo",
            "commitId": "abc",
            "commitOwner": "Octo Cat",
            "commitMessage": "Fix the cart",
            "branchName": "main",
        },
    ),
    "GitLab, merge request": (
        GITLAB
        | {
            "CI_MERGE_REQUEST_IID": "42",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "head",
            "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example/org/repo",
        },
        {
            "branch": "feature",
            "sha": "head",
            "pr_number": "42",
            "pr_url": "https://gitlab.example/org/repo/-/merge_requests/42",
        },
        {"branchName": "feature", "commitId": "head"},
    ),
    "Jenkins, push": (
        JENKINS | {"GIT_BRANCH": "origin/main"},
        {"source": "jenkins", "branch": "main", "sha": "abc", "repository": "org/repo"},
        {"repoUrl": "https://git.example/org/repo", "branchName": "main"},
    ),
    "Jenkins, pull request": (
        JENKINS
        | {
            "BRANCH_NAME": "PR-42",
            "CHANGE_ID": "42",
            "CHANGE_BRANCH": "feature",
            "CHANGE_URL": "https://git.example/org/repo/pull/42",
            "CHANGE_AUTHOR": "octocat",
        },
        {
            "branch": "feature",
            "pr_number": "42",
            "pr_url": "https://git.example/org/repo/pull/42",
        },
        {"branchName": "feature", "commitOwner": "octocat"},
    ),
    "CircleCI, push": (
        CIRCLE | {"CIRCLE_BRANCH": "main"},
        {"source": "circleci", "branch": "main", "sha": "abc", "repository": "org/repo"},
        {"repoUrl": "https://github.com/org/repo", "commitOwner": "octocat"},
    ),
    "CircleCI, pull request": (
        CIRCLE
        | {
            "CIRCLE_BRANCH": "feature",
            "CIRCLE_PULL_REQUEST": "https://github.com/org/repo/pull/42",
        },
        {
            "branch": "feature",
            "pr_number": "42",
            "pr_url": "https://github.com/org/repo/pull/42",
        },
        {"branchName": "feature"},
    ),
    "CircleCI, pull request of a fork": (
        CIRCLE
        | {
            "CIRCLE_BRANCH": "pull/42",
            "CIRCLE_PR_NUMBER": "42",
            "CIRCLE_PULL_REQUEST": "https://github.com/org/repo/pull/42",
        },
        {"branch": "", "pr_number": "42"},
        {"branchName": ""},
    ),
    "Buildkite, push": (
        BUILDKITE,
        {"source": "buildkite", "branch": "main", "sha": "abc", "repository": "org/repo"},
        {"repoUrl": "https://github.com/org/repo", "commitMessage": "Fix the cart"},
    ),
    "Buildkite, pull request of a fork": (
        BUILDKITE
        | {
            "BUILDKITE_BRANCH": "octocat:feature",
            "BUILDKITE_COMMIT": "HEAD",
            "BUILDKITE_PULL_REQUEST": "42",
        },
        {
            "branch": "feature",
            "sha": "",
            "pr_number": "42",
            "pr_url": "https://github.com/org/repo/pull/42",
        },
        {"commitId": ""},
    ),
    "Azure, push": (
        AZURE,
        {
            "source": "azure-pipelines",
            "branch": "main",
            "sha": "merge",
            "repository": "repo",
            "pr_number": "",
        },
        {"repoUrl": "https://dev.azure.com/org/project/_git/repo", "commitOwner": "Octo Cat"},
    ),
    "Azure, pull request": (
        AZURE
        | {
            "BUILD_SOURCEBRANCH": "refs/pull/42/merge",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "42",
            "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/feature",
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": "head",
        },
        {
            "branch": "feature",
            "sha": "head",
            "pr_number": "42",
            "pr_url": "https://dev.azure.com/org/project/_git/repo/pullrequest/42",
        },
        {"branchName": "feature", "commitId": "head"},
    ),
    "Azure, pull request on GitHub": (
        AZURE
        | {
            "BUILD_REPOSITORY_URI": "https://github.com/org/repo",
            "BUILD_SOURCEBRANCH": "refs/pull/42/merge",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "123456789",
            "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER": "42",
            "SYSTEM_PULLREQUEST_SOURCEBRANCH": "feature",
        },
        {
            "branch": "feature",
            "pr_number": "42",
            "pr_url": "https://github.com/org/repo/pull/42",
        },
        {},
    ),
    "Bitbucket, push": (
        BITBUCKET,
        {
            "source": "bitbucket-pipelines",
            "branch": "main",
            "sha": "abc",
            "repository": "org/repo",
        },
        {"repoUrl": "https://bitbucket.org/org/repo", "environment": "staging"},
    ),
    "Bitbucket, pull request": (
        BITBUCKET | {"BITBUCKET_BRANCH": "feature", "BITBUCKET_PR_ID": "42"},
        {
            "branch": "feature",
            "pr_number": "42",
            "pr_url": "https://bitbucket.org/org/repo/pull-requests/42",
        },
        {"branchName": "feature"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_system_tells_the_commit_and_the_pull_request(name: str) -> None:
    environ, context, metadata = CASES[name]

    found = ci_context(environ)

    assert {key: found.context.get(key, "") for key in context} == context
    assert {key: found.metadata.get(key, "") for key in metadata} == metadata
    assert all(found.context.values())
    assert all(found.metadata.values())
    is_a_request = "request" in name
    assert ("pr_number" in found.context) is is_a_request


def test_the_whole_of_a_push() -> None:
    assert ci_context(GITHUB) == GITHUB_CONTEXT


@pytest.mark.parametrize(
    "address",
    [
        "https://planted@github.com/org/repo.git",
        "https://user:planted@github.com/org/repo",
        "https://oauth2:planted@github.com/org/repo.git?planted#planted",
        "git@github.com:org/repo.git",
        "deploy-bot@github.com:org/repo.git",
        "ssh://git@github.com/org/repo.git",
    ],
)
def test_the_credentials_of_a_checkout_are_not_passed_on(address: str) -> None:
    found = ci_context(JENKINS | {"GIT_URL": address})

    assert found.repo_url == "https://github.com/org/repo"
    assert found.repository == "org/repo"


@pytest.mark.parametrize(
    "address", ["", "/srv/git/repo", "file:///srv/repo", "nonsense", "https://[a"]
)
def test_an_address_that_is_not_on_the_web_is_none(address: str) -> None:
    assert ci_context(JENKINS | {"GIT_URL": address}).repo_url == ""


def test_the_vendors_take_it_as_it_is(make_world: Any) -> None:
    found = ci_context(GITHUB)
    context = qualigate.CIContext.from_dict(found.context)
    metadata = checkly.SessionMetadata.from_dict(found.metadata)

    for name, request in {
        "qualigate": evolve(qualigate.VENDOR.example, context=context),
        "checkly": evolve(checkly.VENDOR.example, metadata=metadata),
    }.items():
        make_world(name).do("trigger", request)

    assert context.to_dict() == found.context
    assert metadata.to_dict() == found.metadata
    assert not context.additional_properties | metadata.additional_properties


def test_the_variables_of_the_process_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)

    assert ci_context() == GITHUB_CONTEXT


def test_a_text_that_is_no_utf_8_is_replaced() -> None:
    commit = {"CI_COMMIT_MESSAGE": "Pr\udcfcfung", "CI_COMMIT_BRANCH": "\ud800"}

    context = ci_context({"GITLAB_CI": "true", **commit})

    assert (context.message, context.branch) == ("Pr\ufffdfung", "\ufffd")
