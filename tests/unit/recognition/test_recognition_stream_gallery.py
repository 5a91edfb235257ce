"""A roster or a gallery that changes under a stream."""

from tests.unit.recognition.synthetic import ADA, BOB, GALLERY, Camera, ada, gallery_of, seconds


def test_only_people_of_the_roster_are_named() -> None:
    camera = Camera(GALLERY, roster=frozenset({"bob"}))
    for index, second in enumerate(seconds(5, 5)):
        camera.show(second, ada(index))
    assert camera.named == set()


def test_a_roster_that_changes_in_mid_stream_is_used_at_once() -> None:
    camera = Camera(GALLERY, roster=frozenset({"bob"}))
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_roster(frozenset({"ada"}))
    assert [s.person_id for s in camera.show(3.2, ada(99)).sightings] == ["ada"]


def test_a_new_gallery_names_whoever_was_enrolled_since() -> None:
    camera = Camera(gallery_of({"bob": BOB}))
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    assert camera.named == set()
    camera.stream.set_gallery(gallery_of({"ada": ADA, "bob": BOB}, version=2))
    sighting = camera.show(3.2, ada(99)).sightings[0]
    assert (sighting.person_id, sighting.gallery_version) == ("ada", 2)


def test_somebody_erased_from_the_gallery_loses_their_name_at_once() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_gallery(gallery_of({"bob": BOB}, version=2))
    outcome = camera.show(3.2, ada(99))
    assert outcome.detections[0].person_id is None
    assert outcome.sightings == camera.stream.flush().sightings == ()


def test_a_gallery_of_another_model_forgets_all_evidence() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_gallery(gallery_of({"ada": ADA, "bob": BOB}, version=2, model_hash="another"))
    assert camera.show(3.2, ada(99)).detections[0].person_id is None
