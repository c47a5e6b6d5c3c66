"""The laws of guards, alternatives and shapes, on values that hypothesis makes up."""

from collections.abc import Callable
from itertools import product

import pytest
from headlint.tensor import ALWAYS, Alternatives, Guards, Shape, Test
from headlint.tensor.guard import Relation, compatible, elsewhere
from hypothesis import assume, given
from hypothesis import strategies as st

# Few subjects and constants, so that tests meet and contradict each other often.
TESTS = st.builds(
    Test,
    subject=st.sampled_from(["arch", "flag"]),
    equals=st.sampled_from([None, 1, 2, True, "a", "b", ("a", 2)]),
    holds=st.booleans(),
    selects=st.booleans(),
    relation=st.sampled_from(["==", "<", ">", "in", "true"]),
)
GUARDS: st.SearchStrategy[Guards] = st.frozensets(TESTS, max_size=3)
CHOICES = st.lists(st.tuples(GUARDS, st.integers(0, 4)), max_size=5).map(Alternatives.of)

Dims = tuple[int, ...]
DIMS: st.SearchStrategy[Dims] = st.lists(st.integers(1, 5), max_size=5).map(tuple)
DIM = st.integers(-7, 7)


def same(left: Alternatives[int], right: Alternatives[int]) -> bool:
    """Equal up to order, each option once."""
    return set(left) == set(right) and len(left) == len(set(left)) and len(right) == len(set(right))


@given(TESTS, TESTS)
def test_contradiction_is_symmetric(a: Test, b: Test) -> None:
    assert a.contradicts(b) == b.contradicts(a)


@given(TESTS)
def test_no_outcome_contradicts_itself_and_every_one_its_opposite(a: Test) -> None:
    assert not a.contradicts(a)
    assert a.contradicts(a.opposite)


def _asked(relation: Relation, equals: object, holds: bool = True) -> Test:
    return Test("n", equals, holds, relation=relation)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_asked("==", 1), _asked(">", 1)),
        (_asked("==", 2, False), _asked(">", 2, False)),
        (_asked(">", 3), _asked(">", 1, False)),
        (_asked("<", 2), _asked(">", 4)),
        (_asked("==", None), _asked("true", None)),
        (_asked("==", None, False), _asked("true", None, False)),
        (_asked("in", ("a", "b")), _asked("==", "c")),
        (_asked("in", ("a", "b"), False), _asked("==", "a")),
        (_asked("==", "a"), _asked("==", "b")),
        (_asked("==", 1), _asked("==", True)),
    ],
)
def test_different_questions_can_exclude_each_other(one: Test, other: Test) -> None:
    assert one.contradicts(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_asked("==", 1, False), _asked("==", 2, False)),
        (_asked("==", 1, False), _asked(">", 1)),
        (_asked(">", 1), _asked(">", 3, False)),
        (_asked(">", 1), _asked("==", 2)),
        (_asked("==", "a", False), _asked("true", None)),
        (_asked("==", "a", False), _asked("true", None, False)),
        (_asked("in", ("a", "b")), _asked("==", "b")),
        (_asked(">", 0), Test("m", 0, False, relation=">")),
    ],
)
def test_different_questions_can_have_a_common_answer(one: Test, other: Test) -> None:
    assert not one.contradicts(other)


@given(GUARDS, GUARDS)
def test_compatibility_is_symmetric_and_always_holds_of_no_guards(a: Guards, b: Guards) -> None:
    assert compatible(a, b) == compatible(b, a)
    assert compatible(a, ALWAYS)


@given(GUARDS, GUARDS, GUARDS)
def test_more_guards_are_never_more_compatible(a: Guards, b: Guards, more: Guards) -> None:
    if not compatible(a, b):
        assert not compatible(a | more, b)


@given(GUARDS)
def test_elsewhere_no_two_worlds_meet_and_none_the_guards(guards: Guards) -> None:
    assume(not any(one.contradicts(other) for one in guards for other in guards))
    worlds = elsewhere(guards)
    assert len(worlds) == len(guards)
    assert not any(compatible(world, guards) for world in worlds)
    assert not any(compatible(a, b) for at, a in enumerate(worlds) for b in worlds[:at])


@given(GUARDS)
def test_every_other_outcome_of_a_guard_is_elsewhere(guards: Guards) -> None:
    assert all(any(test.opposite in world for world in elsewhere(guards)) for test in guards)


@given(CHOICES, CHOICES, CHOICES)
def test_join_is_associative(a: Alternatives[int], b: Alternatives[int], c: Alternatives[int]) -> None:
    assert same(a.join(b).join(c), a.join(b.join(c)))


@given(CHOICES, CHOICES)
def test_join_is_commutative(a: Alternatives[int], b: Alternatives[int]) -> None:
    assert same(a.join(b), b.join(a))


@given(CHOICES)
def test_join_is_idempotent_and_nothing_is_neutral(a: Alternatives[int]) -> None:
    assert same(a.join(a), a)
    assert same(a.join(Alternatives(())), a)


@given(CHOICES, CHOICES, GUARDS)
def test_what_remains_of_a_join_is_the_join_of_what_remains(
    a: Alternatives[int], b: Alternatives[int], guards: Guards
) -> None:
    assert same(a.join(b).under(guards), a.under(guards).join(b.under(guards)))


@given(CHOICES, GUARDS)
def test_under_removes_and_guarded_adds_no_possibility(a: Alternatives[int], guards: Guards) -> None:
    assert set(a.under(guards)) <= set(a)
    assert a.under(guards).under(guards) == a.under(guards)
    assert {value for _, value in a.guarded(guards)} == {value for _, value in a.under(guards)}
    assert all(own >= guards for own, _ in a.guarded(guards))


@given(CHOICES)
def test_map_keeps_the_guards(a: Alternatives[int]) -> None:
    assert a.map(lambda value: value) == a
    assert set(a.map(str)) == {(guards, str(value)) for guards, value in a}


def closed(dims: Dims) -> Shape:
    return Shape(dims, open=False)


def placed(dims: Dims, dim: int) -> int | None:
    """The position of ``dim`` as torch wraps it, None where torch raises."""
    return dim % len(dims) if dims and -len(dims) <= dim < len(dims) else None


@given(DIMS, DIM)
def test_index_and_size_wrap_as_torch_does(dims: Dims, dim: int) -> None:
    at = placed(dims, dim)
    assert closed(dims).index(dim) == (None if at is None else at - len(dims))
    assert closed(dims).size(dim) == (None if at is None else dims[at])


@given(DIMS, DIM)
def test_without_is_what_a_reduction_leaves(dims: Dims, dim: int) -> None:
    at = placed(dims, dim)
    expected = Shape() if at is None else closed(dims[:at] + dims[at + 1 :])
    assert closed(dims).without(dim) == expected


@given(DIMS, DIM, st.integers(1, 5))
def test_with_axis_is_unsqueeze(dims: Dims, dim: int, size: int) -> None:
    at = placed((*dims, 1), dim)
    expected = Shape() if at is None else closed((*dims[:at], size, *dims[at:]))
    assert closed(dims).with_axis(dim, size) == expected


@given(DIMS, DIM, st.integers(1, 5))
def test_resized_changes_one_axis(dims: Dims, dim: int, size: int) -> None:
    at = placed(dims, dim)
    unknown = Shape((None,) * len(dims), open=False)
    expected = unknown if at is None else closed((*dims[:at], size, *dims[at + 1 :]))
    assert closed(dims).resized(dim, size) == expected


@given(DIMS, DIM)
def test_an_axis_that_is_added_and_removed_leaves_the_shape(dims: Dims, dim: int) -> None:
    if placed((*dims, 1), dim) is not None:
        assert closed(dims).with_axis(dim).without(dim) == closed(dims)


def describes(shape: Shape, dims: Dims) -> bool:
    """True where ``shape`` says nothing of ``dims`` that is not so."""
    known = shape.dims
    fits = len(known) <= len(dims) if shape.open else len(known) == len(dims)
    return fits and all(size in (None, dims[i - len(known)]) for i, size in enumerate(known))


def abstractions(dims: Dims) -> list[Shape]:
    """Every shape that describes ``dims``: sizes forgotten, leading axes left out."""
    found = []
    for kept in range(len(dims) + 1):
        tail = dims[len(dims) - kept :]
        for hidden in product([False, True], repeat=kept):
            sizes = tuple(None if h else size for h, size in zip(hidden, tail, strict=True))
            found += [Shape(sizes, open=True)] + ([Shape(sizes, open=False)] if kept == len(dims) else [])
    return found


OPERATIONS: dict[str, tuple[Callable[[Shape, int], Shape], Callable[[Dims, int], Dims], int]] = {
    "without": (lambda s, d: s.without(d), lambda t, d: t[:d] + t[d + 1 :], 0),
    "with_axis": (lambda s, d: s.with_axis(d, 7), lambda t, d: (*t[:d], 7, *t[d:]), 1),
    "resized": (lambda s, d: s.resized(d, 7), lambda t, d: (*t[:d], 7, *t[d + 1 :]), 0),
}


@given(st.lists(st.integers(1, 5), max_size=3).map(tuple), DIM, st.sampled_from(sorted(OPERATIONS)))
def test_what_is_said_of_a_partly_known_shape_is_true_of_every_shape_it_describes(
    dims: Dims, dim: int, name: str
) -> None:
    abstract, concrete, added = OPERATIONS[name]
    at = placed((*dims, *(1,) * added), dim)
    if at is None:
        return
    for shape in abstractions(dims):
        assert describes(shape, dims)
        assert describes(abstract(shape, dim), concrete(dims, at)), (shape, dim)
        if not added:
            assert shape.size(dim) in (None, dims[at])


class Unspeakable:
    """What a test may be about: something that takes too long to be written out."""

    def __repr__(self) -> str:
        raise AssertionError("nobody may ask for this")


def test_worlds_elsewhere_are_ordered_without_writing_out_what_the_tests_are_about() -> None:
    one, two = Test(Unspeakable(), 1, True), Test(Unspeakable(), 2, True)
    assert elsewhere(frozenset({two, one})) == [frozenset({one.opposite}), frozenset({one, two.opposite})]
