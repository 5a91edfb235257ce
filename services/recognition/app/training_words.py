"""What a training run says to whoever watches it, in sentences."""

from services.recognition.app.encode_samples import EncodedPeople
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.training_store import TrainingWork


def opening(work: TrainingWork, changed_to: EncodingModel | None) -> list[str]:
    """What there is to do."""
    photos, people = len(work.new), len({sample.person_id for sample in work.new})
    said = []
    if changed_to is not None:
        said.append(f"The gallery changes to {changed_to}; the one that is served goes on until all is encoded.")
    if photos:
        what = counted(photos, "photo") if changed_to else counted(photos, "new photo")
        said.append(f"{what} of {counted(people, 'person', 'people')} to look at.")
        ready = sum(sample.encoding is not None for sample in work.new)
        if ready < photos:
            said.append(f"{counted(photos - ready, 'photo has', 'photos have')} to be encoded.")
    else:
        said.append("There are no new photos; the gallery stays as it is.")
    if work.without_picture:
        left = counted(work.without_picture, "imported encoding has", "imported encodings have")
        said.append(f"{left} no picture to draw again from, and cannot be used with this encoder.")
    return said


def publishing(people: EncodedPeople) -> str:
    """What comes into the gallery."""
    if not people.encoded and not people.rejected:
        return "Nothing new to publish."
    again = f", {people.drawn} of them encoded now" if people.drawn else ""
    return f"Publishing: {counted(len(people.encoded), 'photo')} accepted{again}, {len(people.rejected)} left out."


def counted(number: int, one: str, many: str = "") -> str:
    """1 photo, 2 photos."""
    if number == 1:
        return f"{number} {one}"
    return f"{number} {many or one + 's'}"
