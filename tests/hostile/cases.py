"""Every hostile target, by its name."""

from __future__ import annotations

import around_the_deletion
import bytes_on_the_wire
import json_and_names
import trust_cases

CASES = {
    case.name: case
    for case in (
        *bytes_on_the_wire.CASES,
        *json_and_names.CASES,
        *around_the_deletion.CASES,
        *trust_cases.CASES,
    )
}
