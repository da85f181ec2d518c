"""Names the kinds of record that come from checking, deciding and issuing only, never from typing or a sheet."""

from __future__ import annotations

ISSUED = frozenset(  # what a signature or number rests on: voided or corrected, never changed
    {
        "check", "device_check", "check_item", "certificate", "directive", "hazard_step",
        "print_job", "print_event", "stock_event",
    }
)  # fmt: skip
