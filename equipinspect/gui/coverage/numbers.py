"""The six numbers of the coverage page, and the way from any number of the page to its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from equipinspect.app import forecasting
from equipinspect.app.coverage import Line, Query
from equipinspect.app.forecasting import Call
from equipinspect.gui.coverage import standing
from equipinspect.gui.coverage.standing import SOON, Standing
from equipinspect.gui.desk import Desk
from equipinspect.gui.look import Look
from equipinspect.gui.register.filters import behind
from equipinspect.gui.widgets.tile import Tile, TileRow
from equipinspect.model.text import _


class Numbers(TileRow):
    """Rate, gap to the goal, what ends soon, lapsed, never insured, counted without a list."""

    def __init__(self, look: Look, opened: Callable[[str], None]) -> None:
        tiles = (
            Tile(look, "insured", _("投保率"), "", "%"),
            Tile(look, "uninsured", _("离目标还差"), "", _("台")),
            Tile(look, "soon", _("{n} 天内到期").format(n=SOON), "", _("台")),
            Tile(look, "lapsed", _("脱保"), "red", _("台")),
            Tile(look, "never", _("从未投保"), "ring", _("台")),
            Tile(look, "unlisted", _("未落台账"), "ring", _("台")),
        )
        super().__init__(tiles, opened)

    def show_standing(self, found: Standing) -> None:
        """Show the numbers of a day."""
        seen, ahead, tiles = found.seen, found.ahead, self.tiles
        rate = seen.rate
        used = _("{n:,} / {m:,} 台在用").format(n=rate.numerator, m=rate.denominator)
        goal = _("目标 {goal}").format(goal=forecasting.percent(ahead.target))
        until = _("{until} 前 {n:,} 台").format(until=ahead.until, n=ahead.lapsing)
        policies = _("{n:,} 份保单只写台数").format(n=len(seen.unlisted_policies))
        gone = "red" if seen.lapsed else "ring"
        tiles["insured"].tell(rate.percent(ahead.target).removesuffix(" %"), used)
        tiles["uninsured"].tell(f"{ahead.needed:,}", goal)
        tiles["soon"].tell(f"{found.soon:,}", until)
        tiles["lapsed"].tell(f"{seen.lapsed:,}", _("原在保，到期未续"), gone)
        tiles["never"].tell(f"{seen.never:,}", _("没有过保单，不算隐患"))
        tiles["unlisted"].tell(f"{seen.unlisted:,}", policies)


class Opener:
    """Lists the rows behind a number on the register page, under the words of that number."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tile(self, shown: Standing, tile: Tile) -> None:
        """List what is behind a tile."""
        words = f"{shown.day} {tile.text()}"
        self._go(words, standing.behind, shown, tile.key)

    def line(self, day: date, by: str, line: Line, state: str) -> None:
        """List what is behind a number of a table."""
        words = f"{day} {line.name} {standing.WORDS[state]}"
        self._go(words, standing.behind_line, day, by, line.key, state)

    def call(self, shown: Standing, call: Call) -> None:
        """List the lifts of a call."""
        words = _("{unit}届时未投保").format(unit=call.name)
        self._go(words, forecasting.lifts_of, shown.ahead, call.unit)

    def _go(self, words: str, function: Any, *arguments: Any) -> None:
        def go(query: Query) -> None:
            self._desk.go("register", filters=behind(query, words))

        self._desk.watched(self._desk.jobs.read(function, *arguments)).done.connect(go)
