"""labels.csv and videos.csv: what they say, and how a mistake in them is told."""

from pathlib import Path

import pytest

from services.recognition.evaluation.errors import LabelsUnusable
from services.recognition.evaluation.labels import Role, read_labels
from services.recognition.evaluation.video_labels import read_videos
from tests.unit.recognition_evaluation.folders import HEADER, labelled

_VIDEO_HEADER = "path,width,must_be_recognised,present_but_hard,must_not_be_marked,notes"


def test_every_role_is_read_and_unknown_ones_are_counted_aloud(tmp_path: Path) -> None:
    folder = labelled(
        tmp_path,
        "a.jpg,ann,gallery,people,",
        'b.jpg,ann,probe,people,"blurred, far"',
        "c.jpg,carl,impostor,strangers,",
        "d.jpg,ann,spoof,prints,",
        "e.jpg,several,group,groups,",
        "f.jpg,zoe,Gallery,people,",
        photos=("a.jpg", "b.jpg", "c.jpg", "d.jpg"),
    )
    labels = read_labels(folder)
    assert [(p.path.name, p.identity, p.role, p.set_name) for p in labels.photos] == [
        ("a.jpg", "ann", Role.GALLERY, "people"),
        ("b.jpg", "ann", Role.PROBE, "people"),
        ("c.jpg", "carl", Role.IMPOSTOR, "strangers"),
        ("d.jpg", "ann", Role.SPOOF, "prints"),
    ]
    assert labels.ignored == (("Gallery", 1), ("group", 1))


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        (("a.jpg,ann,gallery,p,",), "path,identity,set", "line 1: the header has no column role"),
        (("a.jpg,ann,gallery,p,", "gone.jpg,ann,probe,p,"), HEADER, "line 3: there is no file gone.jpg"),
        (("a.jpg,,gallery,p,",), HEADER, "line 2: the identity is empty"),
        ((",ann,gallery,p,",), HEADER, "line 2: the path is empty"),
        (("a.jpg,ann,gallery",), HEADER, "line 2: it has not 5 fields"),
        (("a.jpg,ann,gallery,p,,more",), HEADER, "line 2: it has not 5 fields"),
        (("../a.jpg,ann,gallery,p,",), HEADER, "line 2: ../a.jpg is outside of the folder"),
        (("a.jpg,ann,gallery,p,", "a.jpg,bob,gallery,p,"), HEADER, "line 3: a.jpg is a gallery already in line 2"),
        (('a.jpg,"ann,gallery,p,',), HEADER, "it cannot be read as csv"),
        (("a\0.jpg,ann,gallery,p,",), HEADER, "line 2: a\0.jpg is no name of a file"),
        ((f"{'a' * 300}.jpg,ann,gallery,p,",), HEADER, "a.jpg: file name too long"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, rows: tuple[str, ...], header: str, said: str) -> None:
    folder = labelled(tmp_path / "data", *rows, header=header, photos=("a.jpg",))
    with pytest.raises(LabelsUnusable) as told:
        read_labels(folder)
    assert said in str(told.value)
    assert str(told.value).startswith(str(folder / "labels.csv"))


def test_a_missing_file_and_one_that_is_not_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(LabelsUnusable, match=r"labels\.csv: this file is missing"):
        read_labels(tmp_path)
    (tmp_path / "labels.csv").write_bytes(b"path,identity,role\n\xff\xfe\n")
    with pytest.raises(LabelsUnusable, match="line 2: this is not UTF-8 text"):
        read_labels(tmp_path)


def test_one_person_under_two_spellings_is_no_stranger(tmp_path: Path) -> None:
    folder = labelled(
        tmp_path,
        "a.jpg,Ann_Lee,gallery,p,",
        "b.jpg,Lee-ann,impostor,p,",
        "c.jpg,Ann_Leeds,impostor,p,",
        photos=("a.jpg", "b.jpg", "c.jpg"),
    )
    labels = read_labels(folder)
    assert [photo.identity for photo in labels.of(Role.IMPOSTOR)] == ["Ann_Leeds"]
    assert labels.same_person == (("Lee-ann", "Ann_Lee"),)


def test_numbers_in_another_order_are_somebody_else(tmp_path: Path) -> None:
    folder = labelled(
        tmp_path,
        "a.jpg,class 1-12,gallery,p,",
        "b.jpg,class 12-1,impostor,p,",
        "c.jpg,class 1-12-12,impostor,p,",
        "d.jpg,Class_1_12,impostor,p,",
        photos=("a.jpg", "b.jpg", "c.jpg", "d.jpg"),
    )
    labels = read_labels(folder)
    assert [photo.identity for photo in labels.of(Role.IMPOSTOR)] == ["class 12-1", "class 1-12-12"]
    assert labels.same_person == (("Class_1_12", "class 1-12"),)


def test_another_photo_of_somebody_who_was_never_to_be_enrolled_is_left_out_aloud(tmp_path: Path) -> None:
    folder = labelled(
        tmp_path,
        "a.jpg,ann,gallery,p,",
        "b.jpg,ann,probe,p,",
        "c.jpg,anne,probe,p,",
        photos=("a.jpg", "b.jpg", "c.jpg"),
    )
    labels = read_labels(folder)
    assert [photo.identity for photo in labels.of(Role.PROBE)] == ["ann"]
    assert labels.not_in_gallery == ("anne",)


def test_a_probe_that_is_an_enrolled_picture_is_counted(tmp_path: Path) -> None:
    rows = ("a.jpg,ann,gallery,p,", "a.jpg,ann,probe,p,", "copy.jpg,ann,probe,p,", "b.jpg,ann,probe,p,")
    folder = labelled(tmp_path, *rows, photos=("a.jpg", "b.jpg"))
    (folder / "copy.jpg").write_bytes((folder / "a.jpg").read_bytes())
    assert read_labels(folder).enrolled_probes == 2


def test_the_hash_changes_with_a_label_and_with_a_picture_but_not_with_a_note(tmp_path: Path) -> None:
    def sha256(row: str, content: str = "picture") -> str:
        labelled(tmp_path, row, photos=("a.jpg",))
        (tmp_path / "a.jpg").write_text(content)
        return read_labels(tmp_path).sha256

    first = sha256("a.jpg,ann,gallery,p,")
    assert sha256("a.jpg,ann,gallery,p,seen again") == first
    assert sha256("a.jpg,bob,gallery,p,") != first
    assert sha256("a.jpg,ann,gallery,p,", "another") != first


def test_a_video_says_who_must_may_and_must_not_be_marked(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").touch()
    (tmp_path / "videos.csv").write_text(
        f"{_VIDEO_HEADER}\n"
        'v.mp4,640,ann,"bob (profile);eve (dark, far)",carl;zoe;all other enrolled people,long note\n'
        "v.mp4,640,,,everyone,\n"
        "v.mp4,640,ann,,carl,\n"
    )
    enrolled = frozenset({"ann", "bob", "carl", "dan"})
    first, empty, partly = read_videos(tmp_path, enrolled)
    assert first.must == {"ann"}
    assert [(person.identity, person.why) for person in first.hard] == [("bob", "profile"), ("eve", "dark, far")]
    assert first.must_not == {"carl", "dan"}
    assert (empty.must_not, empty.must) == (enrolled, set())
    assert (partly.must_not, partly.unlabelled) == ({"carl"}, {"bob", "dan"})


def test_remarks_may_follow_a_name_in_any_column_and_hold_a_semicolon(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").touch()
    (tmp_path / "videos.csv").write_text(
        f"{_VIDEO_HEADER}\n"
        "v.mp4,640,ann (in front; near),bob (profile; dark),carl (looks like ann); All other enrolled people ,\n"
        "v.mp4,640,Everyone,bob,,\n"
    )
    first, full = read_videos(tmp_path, frozenset({"ann", "bob", "carl", "dan"}))
    assert (sorted(first.must), sorted(first.must_not)) == (["ann"], ["carl", "dan"])
    assert [(person.identity, person.why) for person in first.hard] == [("bob", "profile; dark")]
    assert sorted(full.must) == ["ann", "carl", "dan"]
    assert not full.must_not | full.unlabelled


def test_a_folder_without_videos_has_none(tmp_path: Path) -> None:
    assert read_videos(tmp_path, frozenset()) == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("gone.mp4,640,ann,,,", "line 2: there is no file gone.mp4"),
        ("v.mp4,640,ann,,ann;bob,", "line 2: ann must and must not be marked"),
        ("v.mp4,640,ann", "line 2: it has not 6 fields"),
        ("v.mp4,640,,bob (dark),bob,", "line 2: bob may be hard to see and must not be marked"),
        ("v.mp4,640,everyone,,everyone,", "line 2: ann, bob must and must not be marked"),
    ],
)
def test_a_mistake_about_videos_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "v.mp4").touch()
    (tmp_path / "videos.csv").write_text(f"{_VIDEO_HEADER}\n{row}\n")
    with pytest.raises(LabelsUnusable) as told:
        read_videos(tmp_path, frozenset({"ann", "bob"}))
    assert said in str(told.value)
