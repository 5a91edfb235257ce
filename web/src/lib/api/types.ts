import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];

export type Activation = Schemas["Activation"];
export type Box = Schemas["Box"];
export type Camera = Schemas["Camera"];
export type Course = Schemas["Course"];
export type Detection = Schemas["Detection"];
export type DeviceKey = Schemas["DeviceKey"];
export type Detector = Camera["detector"];
export type Enrolment = Schemas["Enrolment"];
export type FaceConsent = Schemas["FaceConsent"];
export type FaceSample = Schemas["FaceSample"];
export type Gallery = Schemas["Gallery"];
export type Mark = Schemas["Mark"];
export type MarkStatus = Mark["status"];
export type Me = Schemas["Me"];
export type Person = Schemas["Person"];
export type PictureHead = Schemas["PictureHead"];
export type Role = Person["role"];
export type Room = Schemas["Room"];
export type Session = Schemas["Session"];
export type StudentMark = Schemas["StudentMark"];
export type TrainingRun = Schemas["TrainingRun"];
