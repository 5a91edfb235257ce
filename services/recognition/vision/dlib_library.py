"""face_recognition, imported here alone: it makes Pillow take pictures that are cut short, in the whole process."""

import face_recognition as face_recognition  # type: ignore[import-untyped]  # ships no types
from PIL import ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = False
