"""Resources of many shapes: lists that are filtered and paged, and what creates and names things."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import specmock
from in_process import FORM, InProcess
from specmock.engine.check import findings

LIBRARY = Path(__file__).parent / "documents" / "library.yaml"


@pytest.fixture
def library() -> InProcess:
    return InProcess(LIBRARY)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("genre=verse", "b"),
        ("genre=all", "abc"),  # no item has this word
        ("author_id=7", "ac"),
        ("tags=old&tags=rare", "bc"),
        ("inPrint=true", "a"),
        ("genre=novel&author_id=7&inPrint=true", "a"),
        ("printedAt=1999-01-01", "abc"),  # a day may mean any time of it
        ("", "abc"),
    ],
)
def test_a_list_is_filtered_by_the_members_of_its_items(
    library: InProcess, query: str, found: str
) -> None:
    library.json("POST /books", {"title": "a", "genre": "novel", "authorId": 7, "inPrint": True})
    library.json("POST /books", {"title": "b", "genre": "verse", "authorId": 8, "tags": ["old"]})
    library.json("POST /books", {"title": "c", "genre": "novel", "authorId": 7, "tags": ["rare"]})

    titles = [each["title"] for each in library.json(f"GET /books?{query}")]

    assert titles == list(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "0123"),  # the document says how many a page has
        ("limit=2", "01"),
        ("limit=2&offset=4", "45"),
        ("offset=5", "5"),
        ("offset=99", ""),
    ],
)
def test_a_list_is_paged_by_size_and_offset(library: InProcess, query: str, found: str) -> None:
    for number in range(6):
        library.json("POST /books", {"title": str(number)})

    titles = [each["title"] for each in library.json(f"GET /books?{query}")]

    assert titles == list(found)


def test_who_follows_the_addresses_of_pages_meets_each_item_once(library: InProcess) -> None:
    for number in range(5):
        library.json("POST /authors", {"name": str(number)})
    path = "/authors"
    pages: list[Any] = []

    while path and len(pages) < 9:
        pages.append(library.json(f"GET {path}"))
        following = pages[-1]["links"].get("next", "")
        path = f"{urlsplit(following).path}?{urlsplit(following).query}" if following else ""

    assert [[each["name"] for each in page["authors"]] for page in pages] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]
    assert [page["meta"] for page in pages] == [
        {"total": 5, "count": count, "page": number, "total_pages": 3}
        for number, count in ((1, 2), (2, 2), (3, 1))
    ]
    assert pages[0]["links"] == {"next": "http://127.0.0.1:7000/authors?page=2"}
    assert pages[1]["links"]["prev"] == "http://127.0.0.1:7000/authors?page=1"


def test_the_address_of_a_page_is_that_of_the_mock_in_its_site(library: InProcess) -> None:
    for number in range(3):
        library.json("POST /authors", {"name": str(number)})
    site = specmock.Site([library.mock])

    headers = {"host": "localhost:80"}
    answer = site.handle(specmock.HttpRequest("GET", "/library/authors", "", headers))

    assert isinstance(answer, specmock.HttpResponse)
    assert answer.json()["links"]["next"] == "http://localhost:80/library/authors?page=2"


def test_a_cursor_leads_through_all_pages_and_back(library: InProcess) -> None:
    ids = [library.json("POST /loans", {"name": str(number)})["id"] for number in range(5)]

    first = library.json("GET /loans?limit=2")
    second = library.json(f"GET /loans?limit=2&starting_after={first['next_cursor']}")
    last = library.json(f"GET /loans?limit=2&starting_after={ids[3]}")
    before = library.json(f"GET /loans?limit=2&ending_before={ids[4]}")

    assert [each["id"] for each in first["data"]] == ids[:2]
    assert [each["id"] for each in second["data"]] == ids[2:4]
    assert (second["has_more"], second["last_id"]) == (True, ids[3])
    assert [each["id"] for each in last["data"]] == ids[4:]
    assert (last["has_more"], last["next_cursor"]) == (False, None)
    assert [each["id"] for each in before["data"]] == ids[2:4]


def test_a_list_that_nothing_was_put_in_has_no_further_page(library: InProcess) -> None:
    assert library.json("GET /loans") == {"data": [], "has_more": False, "next_cursor": None}


def test_things_in_a_list_of_one_are_created_several_at_once(library: InProcess) -> None:
    sent = {"Invoices": [{"Total": 1, "Contact": {"Name": "Ada"}}, {"Total": 2}]}

    first, second = library.json("PUT /Invoices", sent)["Invoices"]

    own = second["InvoiceID"]
    assert (first["Total"], first["Contact"], second["Total"]) == (1, {"Name": "Ada"}, 2)
    assert library.json(f"GET /Invoices/{own}")["Invoices"] == [second]
    changed = library.json(f"POST /Invoices/{own}", {"Invoices": [{"Total": 3}]})["Invoices"]
    assert changed == [second | {"Total": 3}]
    library.ask(f"DELETE /Invoices/{own}")
    assert library.ask(f"GET /Invoices/{own}").status == 404
    assert first in library.json("GET /Invoices")["Invoices"]


def test_members_are_one_however_they_are_written(library: InProcess) -> None:
    room = library.json("POST /Rooms", {"FriendlyName": "Attic"}, FORM)
    other = library.json("POST /Rooms", {"FriendlyName": "Cellar"}, FORM)
    library.json(f"POST /Rooms/{room['sid']}", {"FriendlyName": "Loft"}, FORM)

    assert library.json(f"GET /Rooms/{room['sid']}") == room | {"friendly_name": "Loft"}
    assert library.json(f"GET /Rooms/{other['sid']}")["friendly_name"] == "Cellar"


def test_what_a_client_names_is_there_although_no_answer_shows_it(library: InProcess) -> None:
    assert library.ask("POST /labels", {"name": "new", "color": "red"}).status == 201

    assert library.json("GET /labels/new") == {"name": "new", "color": "red"}
    assert {"name": "new", "color": "red"} in library.json("GET /labels")


def test_a_new_id_has_the_prefix_of_the_shown_one_and_stands_in_addresses(
    library: InProcess,
) -> None:
    own = library.json("POST /loans", {"name": "Ada"})

    assert own["id"].startswith("loan_")
    assert own["id"] != "loan_1a2b"
    assert own["self"] == f"https://example.com/it/{own['id']}/more"


def test_parents_are_one_whatever_their_parameter_is_called(library: InProcess) -> None:
    author = library.json("POST /authors", {"name": "Ada"})["id"]
    prize = library.json(f"POST /authors/{author}/prizes.json", {"name": "Gold"})["id"]
    path = f"GET /authors/{author}/prizes/{prize}.json"

    assert library.json(path)["name"] == "Gold"
    library.ask(f"DELETE /authors/{author}")

    assert library.ask(path).status == 404


def test_the_first_item_of_a_list_has_an_id_that_can_be_asked_for(library: InProcess) -> None:
    first = library.json("GET /Invoices")["Invoices"][0]

    assert library.ask(f"DELETE /Invoices/{first['InvoiceID']}").status == 204
    assert not library.json("GET /Invoices").get("Invoices")


def test_a_thing_that_the_document_does_not_show_is_left_out_where_no_value_is_found(
    tmp_path: Path,
) -> None:
    thing = "{type: object, properties: {id: {type: string}}, not: {required: [id]}}"
    answer = f"{{type: object, properties: {{pet: {thing}}}}}"
    path = tmp_path / "pets.yaml"
    path.write_text(
        f"""
openapi: 3.1.0
info: {{title: Pets, version: "1"}}
paths:
  /pets/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{"200": {{description: It., content: {{application/json: {{schema: {answer}}}}}}}}}}}
    delete: {{responses: {{"204": {{description: Gone.}}}}}}
"""
    )
    library = InProcess(LIBRARY)
    library.mock = specmock.Mock(path)

    assert [each.item for each in library.mock.resources] == ["/pets/{id}"]
    assert "id" not in library.json("GET /pets/5").get("pet", {})


def test_what_is_not_sure_is_not_inferred_and_told(library: InProcess) -> None:
    inferred = {each.item for each in library.mock.resources}

    assert inferred.isdisjoint({"/gates/{id}", "/readers/{readerId}"})
    assert any(
        "open_gate creates, and nothing tells the id" in str(each) for each in findings(LIBRARY)
    )


RUNS_AND_NOTES = """
openapi: 3.1.0
info: {title: Runs and notes, version: "1"}
paths:
  /runs:
    post:
      operationId: start
      responses:
        "201":
          description: Started.
          content: {application/json: {schema: {$ref: "#/components/schemas/Run"}, example: {id: run-1, status: new}}}
          links: {run: {operationId: read, parameters: {id: $response.body#/id}}}
  /runs/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}, example: run-1}]
      responses:
        "200":
          description: The run.
          content: {application/json: {schema: {$ref: "#/components/schemas/Run"}, example: {id: run-1, status: done}}}
        "404": {description: None.}
  /notes:
    post:
      operationId: write
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
      responses:
        "201":
          description: The note.
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}, example: {id: note-1, text: Hi}}}
  /notes/{noteId}:
    parameters: [{name: noteId, in: path, required: true, schema: {type: string}, example: note-1}]
    get:
      operationId: note
      responses:
        "200":
          description: The note.
          content: {application/json: {schema: {$ref: "#/components/schemas/Note"}, example: {id: note-1, text: Hi}}}
        "404": {description: None.}
    delete: {operationId: tear, responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /notes/{noteId}/print:
    post:
      operationId: print
      parameters: [{name: noteId, in: path, required: true, schema: {type: string}, example: note-1}]
      responses: {"204": {description: Printed.}, "404": {description: None.}}
components:
  schemas:
    Run:
      type: object
      properties:
        id: {type: string}
        status:
          type: string
          enum: [new, done]
          x-lifecycle: {start: new, next: {new: done}, terminal: {done: success}}
    Note: {type: object, properties: {id: {type: string}, text: {type: string}}}
"""


def test_beside_runs_other_paths_remember_what_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "runs.yaml"
    path.write_text(RUNS_AND_NOTES)
    library = InProcess(LIBRARY)
    library.mock = specmock.Mock(path)

    run = library.json("POST /runs")
    note = library.json("POST /notes", {"text": "Ho"})

    assert [each.item for each in library.mock.resources] == ["/notes/{noteId}"]
    assert [library.json(f"GET /runs/{run['id']}")["status"] for _ in "12"] == ["new", "done"]
    assert library.json(f"GET /notes/{note['id']}") == {"id": note["id"], "text": "Ho"}
    assert library.ask(f"POST /notes/{note['id']}/print").status == 204
    assert library.ask("GET /notes/none").status == 404
    for own in (note["id"], "note-1"):
        assert library.ask(f"DELETE /notes/{own}").status == 204
        assert library.ask(f"GET /notes/{own}").status == 404
        assert library.ask(f"POST /notes/{own}/print").status == 404
