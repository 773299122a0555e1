"""The same dbt project on Apache Spark (docs/scale.md): raw rows as Parquet, a cluster, the build, the comparison.

`build` runs in Spark's own environment and imports nothing of the product; the rest runs beside DuckDB.
"""
