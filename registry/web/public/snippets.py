"""Code that works, for the page of data and the README: a table, and a question, in few lines."""

from msgspec import Struct

from registry.language import marked


class Snippet(Struct, frozen=True):
    """How one language reads the tables; `{home}` is the address of the registry."""

    id: str
    title: str
    code: str

    def at(self, home: str) -> str:
        """The code for a registry at an address."""
        return self.code.replace("{home}", home)


PYTHON = Snippet(
    "python",
    marked("Python, with pandas"),
    """\
import pandas as pd

lines = pd.read_csv("{home}/r/latest/efficacy.csv", dtype={"item": str})
assert lines["view"].iloc[-1] == "#end", "the download was cut off"
lines = lines.iloc[:-1]

rates = lines[(lines["measure"] == "result.of_accepted") & (lines["value_status"] == "shown")]
print(rates[["programme", "country", "numerator", "denominator", "value", "low", "high"]])

withheld = lines[~lines["value_status"].isin(["shown", "none"])]
print(withheld[["row", "measure", "status_text", "opens_on"]])
""",
)
SURVIVAL = Snippet(
    "python",
    marked("Python, survival of one class of product"),
    """\
import pandas as pd

lines = pd.read_csv("{home}/r/latest/survival-by-class.csv", dtype={"item": str})
assert lines["view"].iloc[-1] == "#end", "the download was cut off"

kept = {"atmp_class": "GTMP", "timing": "PROSPECTIVE", "curve": "survival"}
lines = lines[(lines[list(kept)] == pd.Series(kept)).all(axis=1)]
told = ["patients", "at_risk", "survival", "completeness"]
wanted = [f"{of}.points.{each}" for of in ("of_accepted", "of_infused") for each in told]
table = lines[lines["measure"].isin(wanted)].rename(columns={"item": "day"})
print(table[["synthetic", "measure", "day", "value", "low", "high"]].to_string(index=False))
""",
)
R = Snippet(
    "r",
    "R",
    """\
lines <- read.csv("{home}/r/latest/efficacy.csv", colClasses = c(item = "character"))
stopifnot(tail(lines$view, 1) == "#end") # else the download was cut off
lines <- head(lines, -1)

rates <- subset(lines, measure == "result.of_accepted" & value_status == "shown")
print(rates[c("programme", "country", "numerator", "denominator", "value", "low", "high")])
""",
)
CURL = Snippet(
    "sh",
    "curl",
    """\
curl -sSLO {home}/r/latest/efficacy.csv
curl -sSL {home}/r/latest/SHA256SUMS | sha256sum -c --ignore-missing
curl -sS {home}/graphql -H 'content-type: application/json' \\
  -d '{"query": "{ endpointResults(verdict: NOT_MET) { totalCount } }"}'
""",
)
SNIPPETS = (PYTHON, SURVIVAL, R, CURL)
