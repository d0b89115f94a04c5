"""Names and prose use the words of the field: what was renamed does not come back."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.live import PROJECT
from tests.pure.project.prose import comments, sources, without_comments, words_of
from tests.pure.project.syntax import given_names

# Words of the dialect that this code once had; ARCHITECTURE.md's glossary has what stands for each.
BANNED = frozenset(
    [
        *("errand", "errands", "chore", "chores", "parcel", "parcels", "consequences", "lessons", "checkup"),
        *("succession", "revocation", "parked", "parking", "sighting", "sightings", "speaker", "speakers"),
        *("triage", "vehicle", "vehicles", "heir", "admission", "vitals", "enveloped", "happening", "news"),
        *(
            "obey",
            "barred",
            "complaint",
            "complaints",
            "taker",
            "trouble",
            "troubles",
            "handover",
            "happenings",
        ),
    ]
)
# Words of English besides, which are only no names of things.
NO_NAMES = frozenset(
    [
        *("told", "said", "says", "heard", "hearing", "whose", "trouble", "standing", "offers", "permitted"),
        *("handover", "splice", "admitted", "desk", "props", "wish", "wishes", "ear", "ears"),
    ]
)
PROSE = re.compile(rf"\b(?:{'|'.join(sorted(BANNED))}|hand(?:s|ed|ing)? over|desk)\b(?!\.v)", re.IGNORECASE)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|' r"'(?:[^'\\\n]|\\.)*'")
DECLARED = re.compile(r"\b(?:const|let|function|class|interface|type)\s+(\w+)")


@cache
def is_of_the_dialect(name: str) -> bool:
    """Whether one of a name's words is; the name of a test is a sentence, in which English is free."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")
    return not (BANNED if words[0] == "test" else BANNED | NO_NAMES).isdisjoint(words)


def names_of(path: Path, text: str) -> set[str]:
    """Return the names that a module gives, its own included; one without a suspicious word is not taken apart."""
    own = path.parent.name if path.stem == "__init__" else path.stem
    if not any(map(is_of_the_dialect, words_of(path, text))):
        return {own}
    unquoted = re.findall(r"\w+", STRING.sub("", without_comments(path, text)))
    return {own, *given_names(text)} if any(map(is_of_the_dialect, unquoted)) else {own}


def test_no_name_is_of_the_dialect() -> None:
    found = sorted(
        f"{path.relative_to(PROJECT)}: {name}"
        for path, text in sources()
        if path.suffix == ".py" and "migrations" not in path.parts
        for name in names_of(path, text)
        if is_of_the_dialect(name)
    )
    assert found == []


def test_no_name_of_the_frontend_is_of_the_dialect() -> None:
    found = sorted(
        f"{path.relative_to(PROJECT)}: {name}"
        for path, text in sources()
        if path.suffix in {".ts", ".tsx"} and not path.name.endswith("api.gen.ts")
        for name in {path.name.partition(".")[0], *DECLARED.findall(text)}
        if not BANNED.isdisjoint(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))
    )
    assert found == []


def test_no_comment_is_in_the_dialect() -> None:
    found = sorted(
        f"{path.relative_to(PROJECT)}: {word}"
        for path, text in sources()
        if path != Path(__file__)
        for comment in comments(path, text)
        for word in PROSE.findall(comment)
    )
    assert found == []


def test_the_check_sees_a_word_wherever_it_stands() -> None:
    for where in (
        "def f(told): ...",
        "self.news = 1",
        "class Told: ...",
        "for told in (): ...",
        "def heard(): ...",
        "print('said'); told = \"it's\"",
    ):
        assert any(map(is_of_the_dialect, names_of(Path("module.py"), where))), where
    assert not any(map(is_of_the_dialect, names_of(Path("module.py"), "library.told('the news')")))
    assert is_of_the_dialect("lastNews")
    assert is_of_the_dialect("test_the_news")
    assert not is_of_the_dialect("test_what_was_told")
    assert PROSE.search("It is Handed over")
    assert not PROSE.search("desk.v1")
