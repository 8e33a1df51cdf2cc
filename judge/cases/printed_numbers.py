"""The numbers in what a program prints: which there are, and whether two are the same."""

import math
import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DecimalException

_RELATIVE_TOLERANCE = Decimal("1e-6")
_ABSOLUTE_TOLERANCE = Decimal("1e-9")
# What binary fractions leave over where a whole number should come out: 2.9999999999999996.
_DUST_ULPS = 4

_SIGNS = "-+\N{MINUS SIGN}"
# After these a sign stands between two operands: the 4 of "3-4" has none.
_OPERAND_END = re.compile(r"[\w)\]]")

# The 2 of "x2" is part of a word, and so is the 5 of "a.5".
_NUMBER = re.compile(
    r"""(?<!\w)(?<!\w\.)(?:
        (?P<based> 0[xX][0-9a-fA-F]{1,999} | 0[oO][0-7]{1,999} | 0[bB][01]{1,999} )(?!\w)
      | (?P<dotted> [0-9]+(?:\.[0-9]+){2,} )
      | (?P<special> nan | NaN | inf | Infinity )(?!\w)
      | (?: [0-9]+(?:_[0-9]+)*(?:\.[0-9]+)? | (?<!\.)\.[0-9]+ )(?:[eE][-+]?[0-9]+)?
    )(?P<imaginary> j(?!\w) )?""",
    re.VERBOSE,
)
_EXACT = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def numbers_in(text: str) -> list[str]:
    """As they are written, each with its minus.

    nan and inf are numbers as well. A date or version such as 24.12.2026 is several whole numbers.
    """
    found: list[str] = []
    for match in _NUMBER.finditer(text):
        number = match[0].removesuffix("j")
        if match["dotted"]:
            first, *rest = number.split(".")
            found += [_sign_before(match) + first, *rest]
        elif match["based"]:
            found.append(_sign_before(match) + str(int(number, 0)))
        else:
            found.append(_sign_before(match) + number)
    return found


def _sign_before(match: re.Match[str]) -> str:
    text, start = match.string, match.start()
    if start == 0 or text[start - 1] not in _SIGNS or text[start - 1] == "+":
        return ""
    between = start > 1 and _OPERAND_END.match(text[start - 2]) and not match["imaginary"]
    return "" if between else "-"


def same_number(want: str, have: str) -> bool:
    """Whole numbers are the same or not; fractions may differ by a millionth of themselves."""
    try:
        wanted, came = Decimal(want), Decimal(have)
    except DecimalException:
        # An exponent that is too large even for these.
        return want.lower() == have.lower()
    if not (wanted.is_finite() and came.is_finite()):
        return str(wanted) == str(came)
    if wanted == came:
        return True
    distance = abs(_EXACT.subtract(wanted, came))
    if _is_whole(want) or _is_whole(have):
        return distance <= min(_ABSOLUTE_TOLERANCE, _DUST_ULPS * _ulp(want))
    larger = max(abs(_EXACT.plus(wanted)), abs(_EXACT.plus(came)))
    return distance <= max(_ABSOLUTE_TOLERANCE, _EXACT.multiply(_RELATIVE_TOLERANCE, larger))


def _is_whole(number: str) -> bool:
    return not set(number.lower()) & set(".e")


def _ulp(number: str) -> Decimal:
    return Decimal(math.ulp(max(1.0, abs(float(number)))))
