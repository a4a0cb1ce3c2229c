"""Countries by region, so that a reader can ask for a part of Europe.

The regions are those of the United Nations (M49, "Standard country or area codes for statistical
use"), as far as hospitals of the registry can lie in them; any other country is ELSEWHERE.
"""

import re

ELSEWHERE = "ELSEWHERE"
COUNTRY = re.compile("(?!UK|EL|AA|ZZ|Q[M-Z]|X[A-JL-Z])[A-Z]{2}")
"""What can be a code of ISO 3166-1 alpha-2: GB and GR for UK and EL, and none that is left to
users of the standard, but Kosovo's XK.
"""

REGIONS = {
    "NORTHERN_EUROPE": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "WESTERN_EUROPE": "AT BE CH DE FR LI LU MC NL",
    "SOUTHERN_EUROPE": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "EASTERN_EUROPE": "BG BY CZ HU MD PL RO RU SK UA",
    "WESTERN_ASIA": "AM AZ CY GE IL TR",
}
"""Codes of countries (ISO 3166-1 alpha-2) by region."""

_REGION = {country: region for region, some in REGIONS.items() for country in some.split()}


def is_country(code: str) -> bool:
    """Whether this can be the code of a country."""
    return COUNTRY.fullmatch(code) is not None


def region_of(country: str) -> str:
    """The region of a country, by its ISO 3166-1 alpha-2 code."""
    return _REGION.get(country, ELSEWHERE)
