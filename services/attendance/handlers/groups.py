"""GroupService: translates and authorizes."""

import grpc
from presence.attendance.v1 import group_service_pb2 as pb
from presence.attendance.v1 import group_service_pb2_grpc as pb_grpc

from services.attendance.app.timetable.groups import Groups
from services.attendance.domain.paging import page_request
from services.attendance.domain.timetable.group import Group
from services.attendance.handlers.translate import uuid_from, uuids_from
from services.attendance.handlers.translate_timetable import group_message
from services.common.principal import Role, require


class GroupServicer(pb_grpc.GroupServiceServicer):
    """presence.attendance.v1.GroupService."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    async def CreateGroup(
        self,
        request: pb.CreateGroupRequest,
        context: "grpc.aio.ServicerContext[pb.CreateGroupRequest, pb.CreateGroupResponse]",
    ) -> pb.CreateGroupResponse:
        """Administrators."""
        require(Role.ADMIN, to="add groups")
        group = await self._groups.create(request.name, uuid_from("request_id", request.request_id))
        return pb.CreateGroupResponse(group=group_message(group))

    async def ListGroups(
        self,
        request: pb.ListGroupsRequest,
        context: "grpc.aio.ServicerContext[pb.ListGroupsRequest, pb.ListGroupsResponse]",
    ) -> pb.ListGroupsResponse:
        """Teachers and administrators."""
        require(Role.ADMIN, Role.TEACHER, to="see groups")
        found = await self._groups.list(page_request(request.page_size, request.page_token, of_list="groups"))
        return pb.ListGroupsResponse(
            groups=[group_message(group) for group in found.items], next_page_token=found.next_page_token
        )

    async def UpdateGroup(
        self,
        request: pb.UpdateGroupRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateGroupRequest, pb.UpdateGroupResponse]",
    ) -> pb.UpdateGroupResponse:
        """Administrators."""
        require(Role.ADMIN, to="rename groups")
        group_id = uuid_from("group_id", request.group.group_id)
        group = await self._groups.rename(Group(group_id, request.group.name, revision=request.group.revision))
        return pb.UpdateGroupResponse(group=group_message(group))

    async def DeleteGroup(
        self,
        request: pb.DeleteGroupRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteGroupRequest, pb.DeleteGroupResponse]",
    ) -> pb.DeleteGroupResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete groups")
        await self._groups.delete(uuid_from("group_id", request.group_id))
        return pb.DeleteGroupResponse()

    async def AddGroupMembers(
        self,
        request: pb.AddGroupMembersRequest,
        context: "grpc.aio.ServicerContext[pb.AddGroupMembersRequest, pb.AddGroupMembersResponse]",
    ) -> pb.AddGroupMembersResponse:
        """Administrators."""
        require(Role.ADMIN, to="put students into groups")
        student_ids = uuids_from("student_ids", request.student_ids)
        group = await self._groups.add(uuid_from("group_id", request.group_id), student_ids)
        return pb.AddGroupMembersResponse(group=group_message(group))

    async def RemoveGroupMembers(
        self,
        request: pb.RemoveGroupMembersRequest,
        context: "grpc.aio.ServicerContext[pb.RemoveGroupMembersRequest, pb.RemoveGroupMembersResponse]",
    ) -> pb.RemoveGroupMembersResponse:
        """Administrators."""
        require(Role.ADMIN, to="take students out of groups")
        student_ids = uuids_from("student_ids", request.student_ids)
        group = await self._groups.remove(uuid_from("group_id", request.group_id), student_ids)
        return pb.RemoveGroupMembersResponse(group=group_message(group))

    async def ListGroupMembers(
        self,
        request: pb.ListGroupMembersRequest,
        context: "grpc.aio.ServicerContext[pb.ListGroupMembersRequest, pb.ListGroupMembersResponse]",
    ) -> pb.ListGroupMembersResponse:
        """Teachers and administrators."""
        require(Role.ADMIN, Role.TEACHER, to="see who is in groups")
        group_id = uuid_from("group_id", request.group_id)
        page = page_request(
            request.page_size, request.page_token, of_list=f"members of {group_id}", default=100, most=500
        )
        found = await self._groups.members(group_id, page)
        members = [
            pb.GroupMember(
                student_id=str(one.student_id), display_name=one.display_name, student_number=one.student_number
            )
            for one in found.items
        ]
        return pb.ListGroupMembersResponse(members=members, next_page_token=found.next_page_token)
