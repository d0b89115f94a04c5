"""What prose names in backticks exists: a function, an attribute of a class, a module with what is in it, a path."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.live import PROJECT
from tests.pure.project.prose import below, comments, pages, sources, words_of

QUOTED = re.compile(r"``?([^`\n]+)``?")
NAME = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\(.*\))?")
FILE = re.compile(
    r"[\w.-]+(?:/[\w.-]+)*\.(?:py|md|toml|tsx?|css|html)|(?:[\w.-]+/){2,}"
    r"|(?:messaging|simulator|support_console|tests|tools|benchmarks|frontend|docs)/[\w/.-]+"
)
# Names of other people's that no code of ours has to say.
FOREIGN = frozenset(
    [
        *(
            "ADULT_CONTENT",
            "TimeoutStopSec",
            "dictConfig",
            "new_channel",
            "pg_dump",
            "psql",
            "run_in_executor",
        ),
        *("NAME_FILE", "tests/database/api/test_x.py", "PUBLIC_URL/media/"),
    ]
)
# A dotted name that begins with one of its packages goes on with what is in that package.
APP = "messaging"


def quoted() -> Iterator[tuple[str, str]]:
    """Yield where something stands in backticks, and what."""
    written = [(page, [text]) for page, text in pages()]
    written += [(path, comments(path, text)) for path, text in sources()]
    for path, texts in written:
        where = str(path.relative_to(PROJECT))
        yield from ((where, found) for text in texts for found in QUOTED.findall(text))


@cache
def words() -> frozenset[str]:
    """Every word of what machines read, strings included, and the names of modules."""
    texts: list[str] = []
    for pattern in ("*.toml", "*.yml", "requirements*.txt", "Makefile", "Dockerfile", ".ci/run"):
        texts += [path.read_text("utf-8") for path in PROJECT.glob(pattern)]
    modules = {path.stem for path, _ in sources()}
    of_code = (words_of(path, text) for path, text in sources() if path != Path(__file__))
    return frozenset(re.findall(r"\w+", "\n".join(texts))).union(modules, *of_code)


@cache
def holders() -> dict[str, set[str]]:
    """By class and module of ours: the words of its file, its bases' included. By package: of its `__init__`, and
    what is in it."""
    found: dict[str, set[str]] = defaultdict(set)
    bases: dict[str, list[str]] = {}
    for path, text in sources():
        parts = path.relative_to(PROJECT).with_suffix("").parts
        if path.suffix != ".py" or "tests" in parts:
            continue
        classes = re.findall(r"^class (\w+)(?:\[[^(]*\])?(?:\((.*?)\))?:", text, re.MULTILINE | re.DOTALL)
        bases |= {name: re.findall(r"\w+", above) for name, above in classes}
        *packages, module = [part for part in parts if part != "__init__"]
        for holder in (*(name for name, _ in classes), module):
            found[holder] |= words_of(path, text)
        for package, inside in pairwise((*packages, module)):
            found[package].add(inside)
    return {name: found[name].union(*(found.get(base, ()) for base in bases.get(name, ()))) for name in found}


def is_known(name: str) -> bool:
    """Whether a name or dotted name exists: as words of the code, and a second part where the first one is."""
    first, *rest = name.split(".")
    if not {first, *rest} <= words():
        return False
    is_ours = first in holders() and (first[0].isupper() or (PROJECT / APP / first).exists())
    return not (rest and is_ours) or rest[0] == "objects" or rest[0] in holders()[first]


def test_every_name_in_backticks_exists() -> None:
    lost = sorted(
        f"{where}: {one}"
        for where, one in quoted()
        if (named := NAME.fullmatch(one))
        and not FILE.fullmatch(one)
        and named[1] not in FOREIGN
        and not is_known(named[1])
    )
    assert lost == []


def test_every_path_in_backticks_exists() -> None:
    lost = sorted(
        f"{where}: {one}" for where, one in quoted() if FILE.fullmatch(one) and not _is_there(where, one)
    )
    assert lost == []


@cache
def _ends() -> frozenset[str]:
    """Every path of a file or folder from the project's root, and every end of it that begins with a name."""
    files = [path.relative_to(PROJECT) for path in (*dict((*sources(), *pages())), *below("tests"))]
    paths = {one.parts for file in files for one in (file, *file.parents)}
    return frozenset("/".join(parts[n:]) for parts in paths for n in range(len(parts)))


def _is_there(where: str, path: str) -> bool:
    """Whether a path exists from the root, beside its page or, said shortly, at the end of some path."""
    bare = path.rstrip("/")
    beside = (PROJECT / where).parent / bare
    if path in FOREIGN or (PROJECT / bare).exists() or beside.exists():
        return True
    return bare in _ends()


def test_the_check_finds_what_is_gone(subtests) -> None:
    """A check of this kind that sees nothing is green for ever."""
    gone = [
        "actions.sending",
        "Message.webhook_view",
        "no_such_function",
        "Message.objects.all_of_it_at_once",
    ]
    for name in gone:
        with subtests.test(name=name):
            assert not is_known(name)
    for name in ["Message.TRACKED", "actions.outgoing", "Conversation.objects.visible_to", "request.body"]:
        with subtests.test(name=name):
            assert is_known(name)
    assert not _is_there("ARCHITECTURE.md", "messaging/no_such.py")
    assert _is_there("ARCHITECTURE.md", "whatsapp_cloud/errors.py")
