"""The stream of WatchPeople."""

from presence.identity.v1 import people_service_pb2 as pb

from services.identity.app.watch import Event, PersonChanged, PersonDeleted
from services.identity.handlers.convert import person_message
from services.identity.handlers.watch_stream import WatchStream


class Watching(WatchStream[Event, pb.WatchPeopleResponse]):
    """Every open WatchPeople of this process."""

    def _beat(self, resume_token: str) -> pb.WatchPeopleResponse:
        return pb.WatchPeopleResponse(resume_token=resume_token, heartbeat=pb.Heartbeat())

    def _message(self, event: Event) -> pb.WatchPeopleResponse:
        match event.what:
            case PersonChanged(person):
                return pb.WatchPeopleResponse(resume_token=event.resume_token, changed=person_message(person))
            case PersonDeleted(person_id):
                return pb.WatchPeopleResponse(resume_token=event.resume_token, deleted_person_id=str(person_id))
            case _:
                return pb.WatchPeopleResponse(resume_token=event.resume_token, caught_up=pb.CaughtUp())
