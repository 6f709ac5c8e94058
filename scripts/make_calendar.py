"""Writes resources/calendar/YYYY.json: the working days of every year whose arrangement the State Council has published, and of one more.

    python -m venv BESIDE && BESIDE/bin/pip install chinesecalendar==1.11.0 holidays==0.109
    BESIDE/bin/python scripts/make_calendar.py

Days come from `chinesecalendar`; `holidays`, which was made by other people from the same notices, must agree on every one of them or
nothing is written. The year after the last published one holds the statutory days alone (`holidays` counts the lunar ones) and is
provisional. The notices' numbers are in no library: they stand here, each seen in several places that do not copy each other.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
from chinese_calendar import constants

OUT = Path(__file__).parents[1] / "resources" / "calendar"
ISSUED_BY = "国务院办公厅"
NOTICES = {
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
"""Of each year's arrangement."""
STATUTORY = "全国年节及纪念日放假办法（国务院令第795号）"
SATURDAY = 5
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def published(year: int) -> dict[str, Any]:
    """As arranged. Raises ValueError where the two libraries do not say the same of a day."""
    second = holidays.country_holidays("CN", years=year, language="zh_CN")
    for day in days_of(year):
        works = _works(day)
        if works != second.is_working_day(day):
            raise ValueError(f"the libraries disagree on {day}")
    return {
        "version": f"{year}.1",
        "issued_by": ISSUED_BY,
        "covers_from": f"{year}-01-01",
        "covers_to": f"{year}-12-31",
        "holidays": [_named(day, constants.holidays[day]) for day in days_of(year) if day in constants.holidays],
        "makeup_workdays": [_named(day, constants.workdays[day]) for day in days_of(year) if day in constants.workdays],
        "source": NOTICES[year],
        "provisional": False,
        "verified": True,
    }


def statutory(year: int) -> dict[str, Any]:
    """The days that the law itself names; which others are exchanged for which is not known yet."""
    known = holidays.country_holidays("CN", years=year, language="zh_CN", observed=False)
    return {
        "version": f"{year}.0",
        "issued_by": ISSUED_BY,
        "covers_from": f"{year}-01-01",
        "covers_to": f"{year}-12-31",
        "holidays": [{"date": day.isoformat(), "name": name} for day, name in sorted(known.items())],
        "makeup_workdays": [],
        "source": STATUTORY,
        "provisional": True,
        "verified": False,
    }


def _works(day: date) -> bool:
    return day in constants.workdays or (day.weekday() < SATURDAY and day not in constants.holidays)


def _named(day: date, english: str) -> dict[str, str]:
    return {"date": day.isoformat(), "name": NAMES[english]}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    years = {year: published(year) for year in NOTICES}
    years[max(NOTICES) + 1] = statutory(max(NOTICES) + 1)
    for year, said in years.items():
        (OUT / f"{year}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
