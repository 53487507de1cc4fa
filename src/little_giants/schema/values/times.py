"""Dates, times, years, months and durations (Table Schema v2; XML Schema Part 2).

Years outside 1 to 9999 are legal in XML Schema, so points in time are tuples of plain numbers, not ``datetime``.
A time without a zone is taken as UTC, so that values compare.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import total_ordering
from typing import Any

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})")
_ZONE = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATETIME = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?" + _ZONE
)
_YEAR = re.compile(r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))" + _ZONE)
_YEAR_MONTH = re.compile(r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])" + _ZONE)
_DURATION = re.compile(
    r"(-)?P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
Moment = tuple[int, Decimal]  # days since 1970-01-01 (proleptic Gregorian), seconds of the day


def temporal(kind: str, form: str) -> Callable[[str], Any]:
    """The parser of ``datetime``, ``date`` or ``time`` in a format: default, any, or a strptime pattern."""
    if form == "default":
        return {"datetime": date_time, "date": date, "time": time}[kind]
    if form == "any":
        return _anyhow(kind)
    return _by_pattern(kind, form.removeprefix("fmt:"))


def date(text: str) -> int:
    """``yyyy-mm-dd`` -> days since 1970-01-01."""
    found = _DATE.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(text)
    return _days(text, *map(int, found.groups()))


def time(text: str) -> Decimal:
    """``hh:mm:ss`` -> seconds since midnight."""
    found = _TIME.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(text)
    return _seconds(text, *map(int, found.groups()))


def date_time(text: str) -> Moment:
    """XML Schema dateTime -> days and seconds in UTC. ``24:00:00`` is the midnight that ends the day."""
    found = _DATETIME.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction = Decimal(found[7]) if found[7] else Decimal(0)
    days = _days(text, year, month, day)
    if hour == 24 and minute == second == fraction == 0:
        return _shift(days + 1, Decimal(0), found[8])
    return _shift(days, _seconds(text, hour, minute, second) + fraction, found[8])


def year(text: str) -> int:
    """XML Schema gYear -> the year. There is no year 0 (XML Schema 1.0)."""
    found = _YEAR.fullmatch(text)
    if not found or not text.isascii() or int(found[1]) == 0:
        raise ValueError(text)
    return int(found[1])


def year_month(text: str) -> tuple[int, int]:
    """XML Schema gYearMonth -> year and month."""
    found = _YEAR_MONTH.fullmatch(text)
    if not found or not text.isascii() or int(found[1]) == 0:
        raise ValueError(text)
    return int(found[1]), int(found[2])


@total_ordering
class Duration:
    """Months and seconds. XML Schema orders durations only in part; where it does not, they are not less."""

    __slots__ = ("months", "seconds")
    # XML Schema Part 2, 3.2.6.2: one duration is less than another if it is so after each of these months.
    _AFTER = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))

    def __init__(self, months: int, seconds: Decimal) -> None:
        self.months, self.seconds = months, seconds

    def _ends(self) -> list[Decimal]:
        ends = []
        for start_year, start_month in self._AFTER:
            count = start_year * 12 + start_month - 1 + self.months
            days = _days("", count // 12, count % 12 + 1, 1) - _days("", start_year, start_month, 1)
            ends.append(days * 86400 + self.seconds)
        return ends

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and (self.months, self.seconds) == (other.months, other.seconds)

    def __lt__(self, other: Duration) -> bool:
        return all(mine < theirs for mine, theirs in zip(self._ends(), other._ends(), strict=True))

    def __hash__(self) -> int:
        return hash((self.months, self.seconds))


def duration(text: str) -> Duration:
    """XML Schema duration, ``-P1Y2M3DT4H5M6.7S`` and its shorter forms."""
    found = _DURATION.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(text)
    years, months, days, hours, minutes = (int(part or 0) for part in found.groups()[1:6])
    sign = -1 if found[1] else 1
    seconds = ((days * 24 + hours) * 60 + minutes) * 60 + Decimal(found[7] or 0)
    return Duration(sign * (years * 12 + months), sign * seconds)


def _days(text: str, year: int, month: int, day: int) -> int:
    """Days from 1970-01-01; year -1 is the one before year 1 when ``text`` is given (XML Schema 1.0 has no year 0)."""
    if text and year == 0:
        raise ValueError(text)
    astronomical = year + 1 if text and year < 0 else year
    if not 1 <= month <= 12:
        raise ValueError(text)
    leap = astronomical % 4 == 0 and (astronomical % 100 != 0 or astronomical % 400 == 0)
    if not 1 <= day <= _MONTH_DAYS[month - 1] + (leap and month == 2):
        raise ValueError(text)
    # Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    shifted = astronomical - (month <= 2)
    era = shifted // 400
    year_of_era = shifted - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def _seconds(text: str, hour: int, minute: int, second: int) -> Decimal:
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(text)
    return Decimal((hour * 60 + minute) * 60 + second)


def _shift(days: int, seconds: Decimal, zone: str | None) -> Moment:
    if zone and zone != "Z":
        offset = (int(zone[1:3]) * 60 + int(zone[4:6])) * 60
        seconds -= offset if zone[0] == "+" else -offset
    whole, rest = divmod(seconds, 86400)
    if rest < 0:
        whole, rest = whole - 1, rest + 86400
    return days + int(whole), rest


def _by_pattern(kind: str, pattern: str) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        return _logical(kind, datetime.strptime(text, pattern))

    return parse


_ANYHOW = 200  # characters


def _anyhow(kind: str) -> Callable[[str], Any]:
    from dateutil.parser import parse as guess

    def parse(text: str) -> Any:
        if len(text) > _ANYHOW:  # no way of writing a moment is that long, and guessing takes its time
            raise ValueError(text)
        try:
            return _logical(kind, guess(text))
        except (OverflowError, TypeError):
            raise ValueError(text) from None

    return parse


def _logical(kind: str, found: datetime) -> Any:
    days = found.toordinal() - 719163  # 1970-01-01
    seconds = Decimal((found.hour * 60 + found.minute) * 60 + found.second) + Decimal(found.microsecond) / 1_000_000
    if kind == "date":
        return days
    if kind == "time":
        return seconds
    offset = found.utcoffset()
    if offset is not None:
        seconds -= Decimal(offset.total_seconds())
    whole = int(seconds // 86400) - (seconds < 0 and seconds % 86400 != 0)
    return days + whole, seconds - whole * 86400
