# %% [markdown]
# # An agency's table, made into cases
#
# The table below is invented, in the form of the standard HTCDS. For one of your own, `palermo harmonise --suggest`
# proposes a mapping; `harmonise.mapping.load` reads the one you corrected.

# %%
import tempfile
from datetime import date
from pathlib import Path

from palermo.evidence.harmonise.mapping import schema
from palermo.evidence.harmonise.run import harmonise, names_of
from palermo.evidence.harmonise.sheets import open_table
from palermo.evidence.harmonise.table import find_header

folder = Path(tempfile.mkdtemp())
source = folder / "people.csv"
source.write_text(
    "prs_Gender,vic_MethodsOfControl,cas_IncomingReferralDate\n"
    "Feminine,FalsePromises;Other,2019-05-06\n"
    "Masculine,DebtBondage,2019-02-03\n"
    "Feminine,Nonsense,2020-07-01\n",
    encoding="utf-8",
)

# %% [markdown]
# The header is looked for among the first rows; columns are matched by name, and identity is never carried.

# %%
mapping = schema("htcds-2.0")
table = find_header(open_table(source, names=names_of(mapping)), names_of(mapping))
done = harmonise(
    table, mapping, out=folder / "cases.parquet", bad=folder / "quarantine.csv", today=date(2026, 11, 26)
)

# %% [markdown]
# Nothing is lost in silence: what no rule trusts is kept out, and says where it stood. The numbers are exact, and for
# whoever may see the table: what leaves goes through the indicators.

# %%
print(f"{done.read} rows read, {done.kept} kept, {done.quarantined} in quarantine")
print((folder / "quarantine.csv").read_text(encoding="utf-8").strip())
