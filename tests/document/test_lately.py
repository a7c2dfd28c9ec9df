from conformance.model.lately import Lately


def test_what_was_found_of_a_value_is_found_once():
    asked = []
    sum_of = Lately(lambda values: asked.append(values) or sum(values), most=2)
    values = [1, 2]

    assert [sum_of(values), sum_of(values)] == [3, 3]
    assert asked == [[1, 2]]


def test_values_are_told_apart_by_identity():
    first, second = [1], [1]
    place = Lately(lambda values: len(values) + (values is second), most=2)

    assert [place(first), place(second)] == [1, 2]


def test_values_that_are_long_past_are_forgotten():
    asked = []
    find = Lately(asked.append, most=2)
    one, two, three = [1], [2], [3]
    for each in (one, two, three, one):
        find(each)

    assert asked == [[1], [2], [3], [1]]
