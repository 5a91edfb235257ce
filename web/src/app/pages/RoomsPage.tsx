import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DoorOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { camerasQuery, roomsQuery } from "@/features/rooms/api/rooms";
import { NewRoomDialog } from "@/features/rooms/components/NewRoomDialog";
import { RoomCard } from "@/features/rooms/components/RoomCard";

export function RoomsPage() {
  const { t } = useTranslation("rooms");
  const rooms = useQuery(roomsQuery);
  const cameras = useQuery(camerasQuery());
  return (
    <div data-wide="all">
      <PageHeader title={t("title")} purpose={t("purpose")} action={
          <>
            <Button asChild>
              <Link to="/check-in-rules">{t("codes")}</Link>
            </Button>
            <NewRoomDialog />
          </>
        } />
      <QueryView query={rooms}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState icon={DoorOpen} title={t("none")}>
              {t("noneWhy")}
            </EmptyState>
          ) : (
            <QueryView query={cameras}>
              {(all) => (
                <div className="grid-cols-2 gap-x-10 3xl:grid 4xl:grid-cols-3">
                  {found.map((room) => (
                    <RoomCard
                      key={room.room_id}
                      room={room}
                      cameras={all.filter((camera) => camera.room_id === room.room_id)}
                    />
                  ))}
                </div>
              )}
            </QueryView>
          )
        }
      </QueryView>
    </div>
  );
}
