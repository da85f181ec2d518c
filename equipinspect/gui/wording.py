"""The words the window has for days, due dates, moments and sizes."""

from __future__ import annotations

from datetime import date, datetime

from equipinspect.model.rule_kinds import DuePolicy
from equipinspect.model.schedule import colour
from equipinspect.model.text import _

MEGABYTE = 1_000_000
_WEEKDAYS = "一二三四五六日"
_NOT_COUNTED = {"stopped": "停用不计", "exempt": "不要求", "undated": "缺下次日期"}


def due_reading(
    source: str | None, last_day: str | None, today: date, policy: DuePolicy
) -> tuple[str, str]:
    """Return the words and the mark of a due date: 超期 6 天 with red, 155 天 without a mark.

    ``source`` is what the program keeps beside a row; ``last_day`` the last day still in date;
    ``policy`` says from how many days on a date gets which colour.
    """
    if source in _NOT_COUNTED:
        return _(_NOT_COUNTED[source]), "warn" if source == "undated" else ""
    if not last_day:
        return "", ""
    last = date.fromisoformat(last_day)
    days, mark = (last - today).days, colour(last, today, policy)
    if days < 0:
        return _("超期 {n} 天").format(n=-days), mark
    if days == 0:
        return _("今天截止"), mark
    text = _("{n} 天后到期") if mark else _("{n:,} 天")
    return text.format(n=days), mark


def day_and_time(moment: datetime) -> str:
    """Write a moment as the top bar does: 2026年3月6日 周五 09:23."""
    return _("{y}年{m}月{d}日 周{w} {t}").format(
        y=moment.year,
        m=moment.month,
        d=moment.day,
        w=_WEEKDAYS[moment.weekday()],
        t=f"{moment:%H:%M}",
    )


def moment_near(text: str, now: datetime) -> str:
    """Write a stored moment as people say it: 今天 08:02, 昨天 17:30, 周五 02-27 14:20."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    moment = moment.astimezone() if moment.tzinfo else moment
    days = (now.date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days in (0, 1):
        return f"{_('今天') if days == 0 else _('昨天')} {clock}"
    if moment.year == now.year:
        return f"{_('周')}{_WEEKDAYS[moment.weekday()]} {moment:%m-%d} {clock}"
    return f"{moment:%Y-%m-%d} {clock}"


def size(number: int) -> str:
    """Write a number of bytes in kB or MB."""
    return (
        f"{number / MEGABYTE:,.1f} MB" if number >= MEGABYTE else f"{max(1, number // 1000):,} kB"
    )
