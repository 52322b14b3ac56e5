"""The layout layer's word lists: each says where it comes from, none says a word twice."""

from importlib import resources

import pytest

from pipelines.layout.vocabulary import read_vocabulary

FILES = sorted(
    path.name for path in resources.files("pipelines.layout.vocabulary").iterdir() if path.name.endswith(".yml")
)


@pytest.mark.parametrize("name", FILES)
def test_a_word_list_names_its_source_and_says_nothing_twice(name):
    text = resources.files("pipelines.layout.vocabulary").joinpath(name).read_text(encoding="utf-8")
    assert text.startswith("#")
    assert "# Source:" in text
    for key, words in read_vocabulary(name.removesuffix(".yml")).items():
        doubled = {word for word in words if words.count(word) > 1}
        assert not doubled, f"{key}: {doubled}"
        assert words == tuple(sorted(words, key=lambda word: (-len(word), word)))


def test_a_file_of_another_shape_is_refused(monkeypatch, tmp_path):
    (tmp_path / "broken.yml").write_text("- just\n- a list\n", encoding="utf-8")
    monkeypatch.setattr("pipelines.layout.vocabulary.resources.files", lambda _package: tmp_path)
    with pytest.raises(ValueError, match=r"broken\.yml: expected a mapping"):
        read_vocabulary("broken")
