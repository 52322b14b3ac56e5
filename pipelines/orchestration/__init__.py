"""The Dagster layer: partitions, assets, checks, sensor and schedule, and nothing else.

What happens to an edition is in `pipelines.ingest.run`; these modules say when it happens and show what came out.
"""
