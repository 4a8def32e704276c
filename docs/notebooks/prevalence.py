# %% [markdown]
# # People not seen: an estimate in a notebook
#
# The lists below are invented. A data frame of your own goes in the same way: `CaptureHistories.from_frame(frame)`
# takes pandas or Polars, with a column of counts or one row a person; `from_matrix` takes 0 and 1; `from_csv` a file.

# %%
import numpy as np

from palermo.evidence.prevalence import CaptureHistories, bootstrap, latent_class, rated, run_checks

rng = np.random.default_rng(7)
chances = [0.30, 0.22, 0.18, 0.12]
on = rng.random((1500, 4)) < chances  # 1,500 people, of whom the lists see some
table = CaptureHistories.from_matrix(on[on.any(axis=1)], lists=["shelter", "police", "hotline", "clinic"])
print(table.summary())

# %% [markdown]
# Small numbers, and what would give them away, are ranges: in the lines above, in `to_frame()`, in `plot()` and in a
# pickle. `internal()` has the exact table, and says INTERNAL in its title and in every row.

# %%
print(table.internal().title)

# %% [markdown]
# An estimate comes with intervals that pay for the choice of the model. The seed makes it the same again.

# %%
found = bootstrap(table, replicates=500, seed=1)
print(repr(found))

# %% [markdown]
# How far it may be trusted is a second question. What the lists are has not been stated here, so it is RED whatever
# the numbers say; the rating stands before the number in every view.

# %%
found = rated(found, run_checks(table))
print(found.summary().splitlines()[0])
print(found.plot().title)

# %% [markdown]
# Chains come in ArviZ's shape, (chain, draw): `arviz_base.from_dict({"posterior": classes.posterior()})`.

# %%
classes = latent_class(table, 8, 1000, seed=1)
print({name: draws.shape for name, draws in classes.posterior().items()})
