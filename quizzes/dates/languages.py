"""How dates are said: one class a language, all of its words and word orders in one place.

Each way of saying comes in three forms, because languages bend them differently:

    alone   "October 1707"     "жовтень 1707 року"
    of      after "by", "from", "about": "October 1707", "жовтня 1707 року"
    at      within a sentence: "in October 1707", "у жовтні 1707 року"

Years are astronomical (0 is 1 BC). ``century`` numbers are negative before Christ, never 0.
"""

from dataclasses import dataclass
from typing import Protocol

_AD_BELOW = 100


@dataclass(frozen=True, slots=True)
class Forms:
    alone: str
    of: str
    at: str


class Language(Protocol):
    def day(self, year: int, month: int, day: int) -> Forms: ...
    def month(self, year: int, month: int) -> Forms: ...
    def season(self, year: int, season: int) -> Forms: ...
    def year(self, year: int) -> Forms: ...
    def years(self, first: int, last: int) -> Forms: ...
    def decade(self, first: int) -> Forms: ...
    def days_of_month(self, year: int, month: int, first: int, last: int) -> Forms: ...
    def days_of_year(self, year: int, first: tuple[int, int], last: tuple[int, int]) -> Forms: ...
    def months_of_year(self, year: int, first: int, last: int) -> Forms: ...
    def century(self, number: int, part: str) -> Forms: ...
    def centuries(self, first: tuple[int, str], last: tuple[int, str]) -> Forms: ...
    def stretch(self, first: Forms, last: Forms) -> Forms: ...
    def within(self, stretch: Forms) -> str: ...
    def about(self, forms: Forms) -> Forms: ...
    def perhaps(self, forms: Forms) -> Forms: ...
    def by(self, forms: Forms) -> Forms: ...
    def until(self, forms: Forms) -> Forms: ...
    def since(self, forms: Forms) -> Forms: ...
    def not_before(self, forms: Forms) -> Forms: ...


class English:
    _MONTHS = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    _SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
    _PARTS = {
        "": "the {}",
        "early": "the early {}",
        "mid": "the mid-{}",
        "late": "the late {}",
        "first half": "the first half of the {}",
        "second half": "the second half of the {}",
    }

    def _year(self, year: int) -> str:
        if year <= 0:
            return f"{1 - year} BC"
        return f"AD {year}" if year < _AD_BELOW else str(year)

    def day(self, year: int, month: int, day: int) -> Forms:
        text = f"{day} {self._MONTHS[month - 1]} {self._year(year)}"
        return Forms(text, text, f"on {text}")

    def month(self, year: int, month: int) -> Forms:
        return self._in(f"{self._MONTHS[month - 1]} {self._year(year)}")

    def season(self, year: int, season: int) -> Forms:
        return self._in(f"{self._SEASONS[season]} {self._year(year)}")

    def year(self, year: int) -> Forms:
        return self._in(self._year(year))

    def years(self, first: int, last: int) -> Forms:
        if last <= 0:
            return _joined(f"{1 - first}", f"{1 - last} BC")
        if first <= 0 or first < _AD_BELOW <= last:
            return self.stretch(self.year(first), self.year(last))
        return _joined(self._year(first), str(last))

    def decade(self, first: int) -> Forms:
        return self._in(f"the {first}s")

    def days_of_month(self, year: int, month: int, first: int, last: int) -> Forms:
        return _joined(str(first), self.day(year, month, last).alone)

    def days_of_year(self, year: int, first: tuple[int, int], last: tuple[int, int]) -> Forms:
        start = f"{first[1]} {self._MONTHS[first[0] - 1]}"
        return _joined(start, self.day(year, *last).alone, dash=" – ")

    def months_of_year(self, year: int, first: int, last: int) -> Forms:
        return _joined(self._MONTHS[first - 1], self.month(year, last).alone)

    def century(self, number: int, part: str) -> Forms:
        return self._in(f"{self._part(number, part)} century{' BC' if number < 0 else ''}")

    def centuries(self, first: tuple[int, str], last: tuple[int, str]) -> Forms:
        same_era = (first[0] < 0) == (last[0] < 0)
        if same_era and not first[1] and not last[1] and last[0] - first[0] == 1:
            era = " BC" if last[0] < 0 else ""
            return self._in(
                f"the {_ordinal(abs(first[0]))} and {_ordinal(abs(last[0]))} centuries{era}"
            )
        start, end = self._part(*first), self.century(*last).alone
        if not same_era:
            start, end = self.century(*first).alone, f"{end} AD"
        text = f"{start} to {end}"
        return Forms(text, text, f"from {text}")

    def _part(self, number: int, part: str) -> str:
        return self._PARTS[part].format(_ordinal(abs(number)))

    def stretch(self, first: Forms, last: Forms) -> Forms:
        return Forms(
            f"{first.alone} – {last.alone}",
            f"{first.of} – {last.of}",
            f"from {first.of} to {last.of}",
        )

    def within(self, stretch: Forms) -> str:
        if not stretch.at.startswith("from "):
            return stretch.at
        return stretch.at.replace("from ", "between ", 1).replace(" to ", " and ", 1)

    def about(self, forms: Forms) -> Forms:
        return Forms(*[f"about {forms.of}"] * 3)

    def perhaps(self, forms: Forms) -> Forms:
        return Forms(*(f"perhaps {form}" for form in (forms.alone, forms.of, forms.at)))

    def by(self, forms: Forms) -> Forms:
        return Forms(*[f"by {forms.of}"] * 3)

    def until(self, forms: Forms) -> Forms:
        return Forms(*[f"until {forms.of}"] * 3)

    def since(self, forms: Forms) -> Forms:
        return Forms(*[f"from {forms.of}"] * 3)

    def not_before(self, forms: Forms) -> Forms:
        return Forms(*[f"not before {forms.of}"] * 3)

    def _in(self, text: str) -> Forms:
        return Forms(text, text, f"in {text}")


class Ukrainian:
    _MONTHS = (
        ("січень", "січня", "січні"),
        ("лютий", "лютого", "лютому"),
        ("березень", "березня", "березні"),
        ("квітень", "квітня", "квітні"),
        ("травень", "травня", "травні"),
        ("червень", "червня", "червні"),
        ("липень", "липня", "липні"),
        ("серпень", "серпня", "серпні"),
        ("вересень", "вересня", "вересні"),
        ("жовтень", "жовтня", "жовтні"),
        ("листопад", "листопада", "листопаді"),
        ("грудень", "грудня", "грудні"),
    )
    _SEASONS = {
        21: ("весна", "весни", "навесні"),
        22: ("літо", "літа", "влітку"),
        23: ("осінь", "осені", "восени"),
        24: ("зима", "зими", "взимку"),
    }
    _PARTS = {
        "": ("{}", "{}", "у {}"),
        "early": ("початок {}", "початку {}", "на початку {}"),
        "mid": ("середина {}", "середини {}", "у середині {}"),
        "late": ("кінець {}", "кінця {}", "наприкінці {}"),
        "first half": ("перша половина {}", "першої половини {}", "у першій половині {}"),
        "second half": ("друга половина {}", "другої половини {}", "у другій половині {}"),
    }

    def _year(self, year: int) -> tuple[str, str]:
        """The figure, and what follows the word for year."""
        return (f"{1 - year}", " до н. е.") if year <= 0 else (str(year), "")

    def _of_year(self, year: int) -> str:
        figure, era = self._year(year)
        return f"{figure} року{era}"

    def day(self, year: int, month: int, day: int) -> Forms:
        text = f"{day} {self._MONTHS[month - 1][1]} {self._of_year(year)}"
        return Forms(text, text, text)

    def month(self, year: int, month: int) -> Forms:
        alone, of, at = self._MONTHS[month - 1]
        tail = self._of_year(year)
        return Forms(f"{alone} {tail}", f"{of} {tail}", f"у {at} {tail}")

    def season(self, year: int, season: int) -> Forms:
        tail = self._of_year(year)
        alone, of, at = self._SEASONS[season]
        return Forms(f"{alone} {tail}", f"{of} {tail}", f"{at} {tail}")

    def year(self, year: int) -> Forms:
        figure, era = self._year(year)
        return Forms(f"{figure} рік{era}", f"{figure} року{era}", f"у {figure} році{era}")

    def years(self, first: int, last: int) -> Forms:
        (start, start_era), (end, end_era) = self._year(first), self._year(last)
        if start_era != end_era:
            return self.stretch(self.year(first), self.year(last))
        return Forms(
            f"{start}–{end} роки{end_era}",
            f"{start}–{end} років{end_era}",
            f"з {start} до {end} року{end_era}",
        )

    def decade(self, first: int) -> Forms:
        tens = first % 100
        ending = "ві" if tens == 40 else "ні" if first % 1000 == 0 else "ті"
        return Forms(f"{first}-{ending} роки", f"{first}-х років", f"у {first}-х роках")

    def days_of_month(self, year: int, month: int, first: int, last: int) -> Forms:
        end = self.day(year, month, last).of
        return Forms(f"{first}–{end}", f"{first}–{end}", f"з {first} до {end}")

    def days_of_year(self, year: int, first: tuple[int, int], last: tuple[int, int]) -> Forms:
        start = f"{first[1]} {self._MONTHS[first[0] - 1][1]}"
        end = self.day(year, *last).of
        return Forms(f"{start} – {end}", f"{start} – {end}", f"з {start} до {end}")

    def months_of_year(self, year: int, first: int, last: int) -> Forms:
        start, end = self._MONTHS[first - 1], self.month(year, last)
        return Forms(f"{start[0]}–{end.alone}", f"{start[1]}–{end.of}", f"з {start[1]} до {end.of}")

    def century(self, number: int, part: str) -> Forms:
        era = " до н. е." if number < 0 else ""
        roman = _roman(abs(number))
        alone, of, at = self._PARTS[part]
        case = "столітті" if not part else "століття"
        return Forms(
            f"{alone.format(roman)} століття{era}",
            f"{of.format(roman)} століття{era}",
            f"{at.format(roman)} {case}{era}",
        )

    def centuries(self, first: tuple[int, str], last: tuple[int, str]) -> Forms:
        start, end = self.century(*first), self.century(*last)
        if (first[0] < 0) != (last[0] < 0):
            joined = self.stretch(start, end)
            return Forms(*(f"{form} н. е." for form in (joined.alone, joined.of, joined.at)))
        era = " до н. е." if last[0] < 0 else ""
        roman = _roman(abs(first[0]))
        if not first[1] and not last[1]:
            both = f"{roman}–{_roman(abs(last[0]))}"
            return Forms(
                f"{both} століття{era}", f"{both} століть{era}", f"у {both} століттях{era}"
            )
        alone, of, _ = (form.format(roman) for form in self._PARTS[first[1]])
        return Forms(f"{alone} – {end.alone}", f"{of} – {end.of}", f"з {of} до {end.of}")

    def stretch(self, first: Forms, last: Forms) -> Forms:
        return Forms(
            f"{first.alone} – {last.alone}",
            f"{first.of} – {last.of}",
            f"з {first.of} до {last.of}",
        )

    def within(self, stretch: Forms) -> str:
        return f"у період {stretch.at}" if stretch.at.startswith("з ") else stretch.at

    def about(self, forms: Forms) -> Forms:
        return Forms(*[f"близько {forms.of}"] * 3)

    def perhaps(self, forms: Forms) -> Forms:
        return Forms(*(f"можливо, {form}" for form in (forms.alone, forms.of, forms.at)))

    def by(self, forms: Forms) -> Forms:
        return Forms(*[f"не пізніше {forms.of}"] * 3)

    def until(self, forms: Forms) -> Forms:
        return Forms(*[f"до {forms.of}"] * 3)

    def since(self, forms: Forms) -> Forms:
        return Forms(*[f"з {forms.of}"] * 3)

    def not_before(self, forms: Forms) -> Forms:
        return Forms(*[f"не раніше {forms.of}"] * 3)


LANGUAGES: dict[str, Language] = {"en": English(), "uk": Ukrainian()}


def _joined(first: str, last: str, dash: str = "–") -> Forms:
    """An English stretch whose ends share what stands in ``last``."""
    text = f"{first}{dash}{last}"
    return Forms(text, text, f"from {first} to {last}")


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _roman(number: int) -> str:
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
    small = ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in (*signs, *small):
        text += sign * (number // value)
        number %= value
    return text
