"""A comparison that remembers earlier ones says what one without a memory says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.config import BEYOND
from migration_lsp.schema.beyond import Beyond, beyond_alembic
from migration_lsp.schema.compare import Compared, CompareOptions, compare
from migration_lsp.schema.describe import catalogue_of
from migration_lsp.schema.memory import Memory
from tests.schema.generated import Plan, metadata_of, plans

OPTIONS = CompareOptions(compare_server_default=True)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@given(states=st.lists(plans(), min_size=2, max_size=3), order=st.lists(st.integers(0, 8), max_size=8))
@settings(max_examples=25, deadline=None)
def test_what_is_remembered_changes_nothing(dialect: str, states: list[Plan], order: list[int]) -> None:
    metadatas = [metadata_of(plan) for plan in states]
    compared, beyond = Compared(), Memory[tuple[Beyond, ...]]()
    for number in order:
        declared, found = metadatas[number % len(states)], metadatas[(number // 3) % len(states)]
        tables, catalogue = tuple(declared.tables.values()), catalogue_of(found.tables.values(), dialect)
        described = catalogue_of(tables, dialect)
        known = compare(tables, catalogue, OPTIONS, described.tables, compared)
        anew = compare(tables, catalogue, OPTIONS, described.tables)
        assert known.operations == anew.operations
        assert known.python() == anew.python()
        said = [
            beyond_alembic(tables, described, catalogue, anew.operations, OPTIONS, frozenset(BEYOND), *memory)
            for memory in ((beyond,), ())
        ]
        assert [(it.change, it.words) for it in said[0]] == [(it.change, it.words) for it in said[1]]


def test_an_answer_is_worked_out_once_for_each_state() -> None:
    memory, asked = Memory[str](), list[str]()

    def work_out(text: str) -> str:
        asked.append(text)
        return text.upper()

    for text in ("a", "b", "a", "b"):
        assert memory.answer("table", (text,), lambda: work_out(text)) == text.upper()  # noqa: B023 - asked at once
    assert asked == ["a", "b"]


def test_no_more_than_a_few_states_are_kept() -> None:
    memory, asked = Memory[int](), list[int]()

    def work_out(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 3, 4, 1):
        memory.answer("table", (number,), lambda: work_out(number))  # noqa: B023 - asked at once
    assert asked == [1, 2, 3, 4, 1]
