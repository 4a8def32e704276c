# %% [markdown]
# # Indicators that expose no one
#
# The cases below are invented: 200 persons harmonised from a table as in the page on harmonising.

# %%
import tempfile
from datetime import date
from pathlib import Path

from palermo.evidence.harmonise.mapping import schema
from palermo.evidence.harmonise.run import harmonise, names_of
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.table import find_header
from palermo.evidence.indicators.library import indicators_of

folder = Path(tempfile.mkdtemp())
source, cases = folder / "people.csv", folder / "cases.parquet"
lines = [
    f"{'Feminine' if number % 3 else 'Masculine'},{'DebtBondage' if number % 25 else 'Other'},20{19 + number % 3}-05-06"
    for number in range(200)
]
header = "prs_Gender,vic_MethodsOfControl,cas_IncomingReferralDate"
source.write_text("\n".join([header, *lines]), encoding="utf-8")
mapping = schema("htcds-2.0")
table = find_header(open_table(source, names=names_of(mapping)), names_of(mapping))
done = harmonise(table, mapping, out=cases, bad=folder / "quarantine.csv", today=date(2026, 11, 26))

# %% [markdown]
# Every indicator of one call is protected together with the others: no small number can be calculated from the rest.
# What another call shows of the same cases is not in the proof, unless it was written and is named:
# `indicators_of(cases, published=["folder of palermo indicators"])`.

# %%
found = indicators_of(cases)
print(found)

# %%
first = found.one(found.results[0].indicator.key)
print(first.title)
print(len(first.rows) > 0, "INTERNAL" in first.summary())

# %% [markdown]
# In a notebook the table shows by itself; `to_frame()` gives it to pandas or Polars and `plot()` draws it. The exact
# numbers are counted anew, and marked in every row; a pickle does not hold them.

# %%
inside = found.internal(found.results[0].indicator.key)
print(inside.title)
print({row[0] for row in inside.rows})
