"""How a new record is spelt for its table and for the log: always the bytes of canonical JSON."""

import json
from random import Random

import pytest

from equipinspect.model.canonical import canonical
from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Absent, Value
from equipinspect.store.shapes import ATTRIBUTES, CATEGORY, Shapes
from tests.registers import a_record


def spelt(declared: Declarations, kind: str, values: dict[str, Value]) -> tuple[str | None, str]:
    return Shapes(declared).of(kind).created(values)


def test_every_kind_is_spelt_as_canonical_json(declared: Declarations) -> None:
    shapes = Shapes(declared)
    for declaration in declared:
        shape, rng = shapes.of(declaration.key), Random(declaration.key)
        for _time in range(20):
            values = a_record(declaration, dict.fromkeys((d.key for d in declared), 1 << 40), rng)
            attributes, text = shape.created(values)
            loaded = json.loads(text)
            assert text == canonical(loaded)
            assert attributes == (canonical(loaded[ATTRIBUTES]) if ATTRIBUTES in loaded else None)
            assert shape.read_create(text) == values | (
                {CATEGORY: declaration.key} if shape.categorised else {}
            )


def test_the_spelling_is_that_of_the_log_for_ever(declared: Declarations) -> None:
    values: dict[str, Value] = {
        "serial_no": 'A"1\\\n', "holder": 5, "inspection_next": Absent("—"), "wall_mm": "5.7",
        "gas": "氧\u2028", "address": "%s",
    }  # fmt: skip
    own = '{"gas":"氧\u2028","wall_mm":"5.7"}'
    assert spelt(declared, "gas_cylinder", values) == (
        own,
        '{"address":"%s","attributes":'
        + own
        + ',"category":"gas_cylinder","holder":"0000000000005",'
        + '"inspection_next":{"absent":"—"},"serial_no":"A\\"1\\\\\\n"}',
    )


def test_what_has_no_canonical_form_is_not_spelt(declared: Declarations) -> None:
    with pytest.raises(TypeError):
        spelt(declared, "elevator", {"floors": True})
