"""What people call countries beside the names that our languages have for them."""

from collections.abc import Mapping

ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "AT": ("Autriche",),
    "BE": ("Belgique", "België"),
    "BG": ("Balgaria",),
    "CH": ("Suisse", "Svizzera"),
    "CZ": ("Czech Republic", "República Checa", "Tschechische Republik", "Česko"),
    "DE": ("Allemagne", "Germania"),
    "DK": ("Danmark",),
    "EE": ("Eesti",),
    "ES": ("Espagne", "Spagna"),
    "FI": ("Suomi",),
    "GB": (
        *("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
        *("Gran Bretaña", "Inglaterra", "Escocia", "Gales", "Irlanda del Norte"),
        *("Großbritannien", "Schottland", "Nordirland"),
    ),
    "GR": ("Hellas",),
    "HR": ("Hrvatska",),
    "HU": ("Magyarország",),
    "IE": ("Republic of Ireland", "República de Irlanda", "Republik Irland"),
    "LT": ("Lietuva",),
    "LV": ("Latvija",),
    "NL": ("Holland", "Holanda", "Nederland"),
    "NO": ("Norge",),
    "PL": ("Polska",),
    "SE": ("Sverige",),
    "SI": ("Slovenija",),
    "SK": ("Slovak Republic", "República Eslovaca", "Slowakische Republik", "Slovensko"),
}
"""By ISO 3166-1 alpha-2. Parts of the United Kingdom find the whole, as one authority decides."""
