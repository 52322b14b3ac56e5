"""Broadsheet: from newspaper PDFs to tables an analyst can query.

The folders are the way from the page to the table, each usable without the next and none importing
a later one: `intake` (files → editions), `reading` (PDF → glyphs), `layout` (glyphs → lines →
articles), `language` (articles → mentions and claims), `registries` (all editions → entities) and
`warehouse` (schema, publishing, verifying). `orchestration` (Dagster) and `cli` are thin shells.
"""
