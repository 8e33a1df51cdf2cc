"""The numbers in the output of a program, and whether two of them are the same."""

import math
import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DecimalException

_RELATIVE_TOLERANCE = Decimal("1e-6")
_ABSOLUTE_TOLERANCE = Decimal("1e-9")
# Rounding errors of binary fractions where a whole number is expected: 2.9999999999999996.
_MAX_ROUNDING_ULPS = 4

_SIGNS = "-+\N{MINUS SIGN}"
# After these, a sign is an operator: the 4 of "3-4" is positive.
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
    """As they are written, each with its minus sign.

    nan and inf are numbers, too. A date or version such as 24.12.2026 is several whole numbers.
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


def same_number(want: str, got: str) -> bool:
    """Whole numbers must be equal; others may differ by a millionth of their value."""
    try:
        expected, actual = Decimal(want), Decimal(got)
    except DecimalException:
        # The exponent is too large even for Decimal.
        return want.lower() == got.lower()
    if not (expected.is_finite() and actual.is_finite()):
        return str(expected) == str(actual)
    if expected == actual:
        return True
    distance = abs(_EXACT.subtract(expected, actual))
    if _is_whole(want) or _is_whole(got):
        return distance <= min(_ABSOLUTE_TOLERANCE, _MAX_ROUNDING_ULPS * _ulp(want))
    larger = max(abs(_EXACT.plus(expected)), abs(_EXACT.plus(actual)))
    return distance <= max(_ABSOLUTE_TOLERANCE, _EXACT.multiply(_RELATIVE_TOLERANCE, larger))


def _is_whole(number: str) -> bool:
    return not set(number.lower()) & set(".e")


def _ulp(number: str) -> Decimal:
    return Decimal(math.ulp(max(1.0, abs(float(number)))))
