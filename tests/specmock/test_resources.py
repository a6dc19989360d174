"""Resources that nobody declared: what is created is there, what is deleted is gone."""

from pathlib import Path

import pytest
import specmock
from in_process import InProcess
from specmock.cli import main
from specmock.engine.state import resources

SHOP = Path(__file__).parent / "documents" / "shop.yaml"


@pytest.fixture
def shop() -> InProcess:
    return InProcess(SHOP)


def test_what_is_created_is_read_and_listed_as_it_was_sent(shop: InProcess) -> None:
    created = shop.json("POST /pets", {"name": "Ada", "tags": ["tame"]})
    other = shop.json("POST /pets", {"name": "Bob"})

    assert (created["name"], created["tags"]) == ("Ada", ["tame"])
    assert created["id"] != other["id"]
    assert shop.json(f"GET /pets/{created['id']}") == created
    names = [pet["name"] for pet in shop.json("GET /pets")]
    assert names == ["Rex", "Ada", "Bob"]  # what the document shows is there as well


def test_the_id_of_what_the_document_shows_is_nobody_elses(shop: InProcess) -> None:
    assert shop.json("POST /pets", {"name": "Ada"})["id"] != 1


def test_what_is_deleted_is_gone(shop: InProcess) -> None:
    own = shop.json("POST /pets", {"name": "Ada"})["id"]

    assert shop.ask(f"DELETE /pets/{own}").status == 204
    assert shop.ask("DELETE /pets/1").status == 204  # which the document shows

    for each in (own, 1):
        assert shop.ask(f"GET /pets/{each}").status == 404
        assert shop.ask(f"PATCH /pets/{each}", {"name": "Bo"}).status == 404
        assert shop.ask(f"DELETE /pets/{each}").status == 404
    assert shop.json("GET /pets") == []


def test_the_documented_410_says_that_something_is_gone(shop: InProcess) -> None:
    own = shop.json("POST /pets/1/toys", {"kind": "ball"})["id"]

    assert shop.ask(f"DELETE /pets/1/toys/{own}").status == 202
    assert shop.ask(f"GET /pets/1/toys/{own}").status == 410


def test_an_id_that_no_request_made_is_answered_by_the_document_under_that_id(
    shop: InProcess,
) -> None:
    pet = shop.json("GET /pets/77")

    assert pet["id"] == 77
    assert isinstance(pet["name"], str)


def test_a_change_keeps_the_rest_and_a_replacement_does_not(shop: InProcess) -> None:
    own = shop.json("POST /pets", {"name": "Ada", "tags": ["tame"]})["id"]

    changed = shop.json(f"PATCH /pets/{own}", {"name": "Eve", "home": {"city": "Bern"}})
    assert (changed["name"], changed["tags"], changed["home"]["city"]) == ("Eve", ["tame"], "Bern")
    shop.json(f"PATCH /pets/{own}", {"home": {"zip": "3000"}})
    home = shop.json(f"GET /pets/{own}")["home"]
    assert (home["city"], home["zip"]) == ("Bern", "3000")

    shop.json(f"PUT /pets/{own}", {"name": "Kim"})
    pet = shop.json(f"GET /pets/{own}")
    assert (pet["id"], pet["name"]) == (own, "Kim")
    assert "tags" not in pet


def test_a_merge_patch_removes_what_is_null(shop: InProcess) -> None:
    own = shop.json("POST /pets", {"name": "Ada", "tags": ["tame"]})["id"]

    shop.json(f"PATCH /pets/{own}", {"tags": None}, "application/merge-patch+json")

    assert "tags" not in shop.json(f"GET /pets/{own}")


def test_a_change_of_what_the_document_shows_stays(shop: InProcess) -> None:
    shop.json("PATCH /pets/1", {"name": "Max"})

    assert shop.json("GET /pets/1")["name"] == "Max"
    assert [pet["name"] for pet in shop.json("GET /pets")] == ["Max"]


def test_what_is_put_under_a_new_id_is_there(shop: InProcess) -> None:
    shop.json("PUT /pets/50", {"name": "Ida"})

    assert shop.json("GET /pets/50")["name"] == "Ida"
    assert [pet["id"] for pet in shop.json("GET /pets")] == [1, 50]


def test_what_only_a_request_may_hold_never_comes_back(shop: InProcess) -> None:
    created = shop.json("POST /pets", {"name": "Ada", "secret": "hush"})

    shown = [created, shop.json(f"GET /pets/{created['id']}"), shop.json("GET /pets")]
    assert "hush" not in str(shown)


def test_a_word_that_means_another_type_in_answers_stays_out(shop: InProcess) -> None:
    own = shop.json("POST /pets", {"name": "Ada", "tags": ["tame"]})["id"]

    shop.json(f"PATCH /pets/{own}", {"tags": "wild"})

    assert shop.json(f"GET /pets/{own}")["tags"] == ["tame"]


def test_an_id_that_only_the_server_gives_is_not_taken_from_a_request(shop: InProcess) -> None:
    created = shop.json("POST /pets", {"name": "Ada", "id": 900})

    assert created["id"] != 900


def test_a_client_may_name_what_it_creates_and_rename_it(shop: InProcess) -> None:
    shop.json("POST /brands", {"name": "acme", "country": "CH"})

    assert shop.json("GET /brands/acme") == {"name": "acme", "country": "CH"}
    assert shop.ask("POST /brands", {"name": "acme"}).status == 409
    shop.json("PUT /brands/acme", {"name": "bcme", "country": "DE"})
    assert shop.json("GET /brands/bcme")["country"] == "DE"
    assert [brand["name"] for brand in shop.json("GET /brands")] == ["bcme"]


@pytest.mark.parametrize("name", ["", ".", "..", "a\ud800"])
def test_a_name_that_no_path_can_hold_names_nothing(shop: InProcess, name: str) -> None:
    created = shop.json("POST /brands", {"name": name})["name"]
    shop.json("PUT /brands/acme", {"name": name})

    assert shop.json(f"GET /brands/{created}")["name"] == created
    assert [brand["name"] for brand in shop.json("GET /brands")] == [created, "acme"]


def test_things_of_one_parent_are_not_those_of_another(shop: InProcess) -> None:
    own = shop.json("POST /pets/1/toys", {"kind": "ball"})["id"]

    toy = shop.json(f"GET /pets/1/toys/{own}")["toy"]
    assert (toy["id"], toy["kind"]) == (own, "ball")
    assert [toy["id"] for toy in shop.json("GET /pets/1/toys")["toys"]] == [own]
    assert not shop.json("GET /pets/2/toys").get("toys")


def test_what_stands_below_something_deleted_is_gone_with_it(shop: InProcess) -> None:
    own = shop.json("POST /pets/1/toys", {"kind": "ball"})["id"]
    shop.ask("DELETE /pets/1")

    assert shop.ask(f"GET /pets/1/toys/{own}").status in {404, 410}
    assert shop.ask("GET /pets/1/toys").status == 404


def test_a_list_stays_within_what_its_schema_allows(shop: InProcess) -> None:
    for _ in range(5):
        shop.json("POST /pets/1/toys", {"kind": "ball"})

    assert len(shop.json("GET /pets/1/toys")["toys"]) <= 3


def test_the_resources_that_were_inferred_can_be_read(shop: InProcess) -> None:
    found = {each.item: each.to_dict() for each in shop.mock.resources}

    assert sorted(found) == ["/brands/{name}", "/pets/{petId}", "/pets/{petId}/toys/{toy_id}"]
    assert found["/pets/{petId}"] == {
        "item": "/pets/{petId}",
        "id": ["id"],
        "operations": {
            "create": "create_pet",
            "list": "list_pets",
            "read": "read_pet",
            "replace": "replace_pet",
            "change": "change_pet",
            "delete": "delete_pet",
        },
    }


def test_resources_can_be_turned_off() -> None:
    shop = InProcess(SHOP, resources=False)
    own = shop.json("POST /pets", {"name": "Ada"})["id"]

    assert shop.mock.resources == []
    assert own == 1
    shop.ask("DELETE /pets/1")
    assert shop.ask("GET /pets/1").status == 200


def test_a_reset_forgets_what_was_created_and_the_seed_makes_the_same_ids(shop: InProcess) -> None:
    own = shop.json("POST /pets/1/toys", {"kind": "ball"})["id"]
    shop.ask("DELETE /pets/1")

    shop.mock.reset()

    assert shop.json("GET /pets/1")["id"] == 1
    assert shop.json("POST /pets/1/toys", {"kind": "ball"})["id"] == own
    assert InProcess(SHOP, seed=1).json("POST /pets/1/toys", {"kind": "ball"})["id"] != own


def test_so_many_things_are_kept_and_no_more(
    shop: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_MOST_THINGS", 100)
    first = shop.json("POST /pets", {"name": "First"})["id"]
    for _ in range(110):  # the oldest go by the tenth
        last = shop.json("POST /pets", {"name": "Later"})["id"]

    assert shop.json(f"GET /pets/{first}")["name"] != "First"
    assert shop.json(f"GET /pets/{last}")["name"] == "Later"
    assert len(shop.json("GET /pets")) == 101  # and the document's own


def test_the_check_and_the_site_tell_what_was_inferred(
    shop: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    site = specmock.Site([shop.mock])

    main(["check", str(SHOP)])
    answer = site.handle(specmock.HttpRequest("GET", "/_specmock/resources"))

    assert isinstance(answer, specmock.HttpResponse)
    assert answer.json() == {"shop": [each.to_dict() for each in shop.mock.resources]}
    printed = capsys.readouterr().out
    assert "/brands/{name}: remembers what was sent: create (create_brand), list" in printed


def test_the_check_tells_what_has_no_state(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(SHOP.parent / "zoo-3.0.yaml")])

    assert "without a state, answered by examples or schemas: " in capsys.readouterr().out


def test_an_answer_says_why_it_is_not_what_the_document_shows_and_what_was_not_remembered(
    tmp_path: Path,
) -> None:
    text = (
        SHOP.read_text()
        .replace("example: {id: 1, name: Rex}", "example: {id: one}", 1)
        .replace(
            'content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}\n      responses',
            "content: {application/json: {schema: {}}}\n      responses",
            1,
        )
    )
    shop = InProcess(SHOP)
    shop.mock = specmock.Mock(specmock.loads(text, tmp_path / "shop.yaml", strict=False))

    one = shop.ask("POST /pets", {"name": "Ada"}).headers["x-specmock-reason"]
    several = shop.ask("POST /pets", [{"name": "Ada"}]).headers["x-specmock-reason"]

    assert one == "made from the schema, since the example breaks it"
    assert several.startswith(f"{one}; not remembered: ")
