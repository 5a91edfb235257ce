import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Download, Scale } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Skeleton } from "@/components/Skeleton";
import { CheckInWays, ClaimsBanner } from "@/features/checkin/components/CheckInWays";
import { CameraHealthBanner } from "@/features/cameras/components/CameraHealthBanner";
import { CameraTiles } from "@/features/cameras/components/CameraTiles";
import { SessionConditions } from "@/features/cameras/components/SessionConditions";
import { WebcamAsCamera } from "@/features/cameras/components/WebcamAsCamera";
import type { CameraTrouble } from "@/features/cameras/troubles";
import { MarkHistoryDialog } from "@/features/history/components/MarkHistoryDialog";
import { ReopenSession } from "@/features/history/components/ReopenSession";
import { camerasQuery } from "@/features/rooms/api/rooms";
import { ReportDialog } from "@/features/reports/components/ReportDialog";
import { openReviewsQuery } from "@/features/reviews/api/reviews";
import { SessionReviews } from "@/features/reviews/components/SessionReviews";
import { sessionCsvUrl } from "@/features/sessions/api/sessions";
import { EndSessionButton } from "@/features/sessions/components/EndSessionButton";
import { SessionBoard } from "@/features/sessions/components/SessionBoard";
import { SoundToggle } from "@/features/sessions/components/SoundToggle";
import { useLiveSession } from "@/features/sessions/useLiveSession";
import type { Mark, Session } from "@/lib/api/types";
import { clock, shortDate } from "@/lib/format";

const isHere = ({ status }: Mark) => status === "present" || status === "late";

export function SessionPage() {
  const { sessionId } = useParams({ from: "/member/sessions/$sessionId" });
  return <LiveSessionPage key={sessionId} sessionId={sessionId} />;
}

function LiveSessionPage({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation("sessions");
  const queryClient = useQueryClient();
  const { live, socket, receive } = useLiveSession(sessionId);
  const { session } = live;
  const [why, setWhy] = useState<Mark | null>(null);
  const [troubles, setTroubles] = useState<readonly CameraTrouble[]>([]);
  const reviews = useQuery({ ...openReviewsQuery(sessionId, session?.end_time === null), enabled: session !== null });
  const back = (
    <Link to="/sessions" search={{}} className="text-accent hover:underline">
      {t("page.back")}
    </Link>
  );
  if (socket.state === "refused") {
    return (
      <>
        <PageHeader title={t("page.refused")} above={back} />
        <ProblemNotice error={socket.refusal} />
      </>
    );
  }
  if (!session) {
    return (
      <div data-wide="all">
        <PageHeader title={t("page.title")} above={back} />
        <Skeleton rows={8} />
      </div>
    );
  }

  return (
    <div data-wide="all">
      <PageHeader
        title={`${session.course_code} · ${session.course_title}`}
        purpose={when(session)}
        above={back}
        action={
          <>
            <CheckInWays sessionId={sessionId} isOpen={!session.end_time} />
            <Button asChild>
              <a href={sessionCsvUrl(sessionId)} download>
                <Download size={18} aria-hidden />
                {t("page.csv")}
              </a>
            </Button>
            <ReportDialog kind="session" about={sessionId} />
            <Button asChild>
              <Link to="/policies" search={{ session: sessionId }}>
                <Scale size={18} aria-hidden />
                {t("page.rules")}
              </Link>
            </Button>
            {session.end_time && <ReopenSession sessionId={sessionId} />}
            {!session.end_time && <SoundToggle presentCount={[...live.marks.values()].filter(isHere).length} />}
            {!session.end_time && (
              <EndSessionButton
                sessionId={sessionId}
                live={live}
                openReviews={reviews.data?.open_count ?? 0}
                onEnded={(ended) => {
                  receive({ type: "answered-session", session: ended });
                  void queryClient.invalidateQueries({ queryKey: ["sessions"] });
                }}
              />
            )}
          </>
        }
      />
      <SessionBoard
        sessionId={sessionId}
        live={live}
        onAnswer={(mark) => {
          receive({ type: "answer", mark });
        }}
        onWhy={setWhy}
        notices={
          <>
            {!session.end_time && <SessionCameraHealth session={session} onChange={setTroubles} />}
            <SessionReviews sessionId={sessionId} isOpen={!session.end_time} roster={live.marks} />
            {!session.end_time && <ClaimsBanner sessionId={sessionId} />}
          </>
        }
        evidence={<SessionConditions sessionId={sessionId} isOpen={!session.end_time} />}
      >
        {!session.end_time && <RoomCameras session={session} troubles={troubles} />}
      </SessionBoard>
      {why && (
        <MarkHistoryDialog
          open
          onOpenChange={() => {
            setWhy(null);
          }}
          sessionId={sessionId}
          studentId={why.student_id}
          nameOfOther={why.display_name}
        />
      )}
    </div>
  );

  function when({ room_name: room, start_time: start, end_time: end }: Session): string {
    if (!end) return t("page.purposeOpen", { room, time: clock(start) });
    return t("page.purposeEnded", { room, date: shortDate(start), start: clock(start), end: clock(end) });
  }
}

/** Which of the room's cameras do not see it now. */
function SessionCameraHealth({ session, onChange }: { session: Session; onChange: (troubles: readonly CameraTrouble[]) => void }) {
  const queryClient = useQueryClient();
  const cameras = useQuery(camerasQuery(session.room_id));
  const names = new Map(cameras.data?.map((camera) => [camera.camera_id, camera.name]));
  return (
    <CameraHealthBanner
      sessionId={session.session_id}
      names={names}
      onChange={(troubles) => {
        onChange(troubles);
        void queryClient.invalidateQueries({ queryKey: ["sessions", "conditions", session.session_id] });
      }}
    />
  );
}

/** What the room's cameras see, and this device as one of them. */
function RoomCameras({ session, troubles }: { session: Session; troubles: readonly CameraTrouble[] }) {
  const { t } = useTranslation("cameras");
  const cameras = useQuery(camerasQuery(session.room_id));
  if (!cameras.data) return <div className="aspect-video rounded-card bg-sunken" aria-hidden />;
  if (cameras.data.length === 0) return <Notice>{t("none")}</Notice>;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <CameraTiles cameras={cameras.data} troubles={troubles} />
      <WebcamAsCamera cameras={cameras.data} />
    </section>
  );
}
