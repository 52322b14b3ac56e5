"""The language layer: an article's texts in, rows of the fact tables out.

`tag_article` is the one entry, `read_ahead` prepares an edition's texts for it at less cost; `places` is the
gazetteer, which the registries use as well. Vocabularies and grammars are data files beside the modules; the code is
an engine over them. Imports load nothing heavy: the tagging network and the gazetteer are read when first asked for.
"""

from pipelines.language.lac import read_ahead
from pipelines.language.tagging import tag_article

__all__ = ["read_ahead", "tag_article"]
