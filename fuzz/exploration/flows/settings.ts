// The models of the flows that are searched, and how large each is.

import {
  qos1Receiver,
  qos1Sender,
  qos2Receiver,
  qos2ReceiverMethodA,
  qos2Sender,
  tableOf,
} from "../../../src/models/index.ts";
import { layoutOf, type Sizes } from "./layout.ts";
import { type Change, numbered } from "./table.ts";
import type { SessionFault, Setting, Side } from "./world.ts";

/** What makes a setting. */
export interface SettingDraft extends Sizes {
  readonly qos: 1 | 2;
  readonly sender: Side;
  readonly receiveMaximum: number;
  /** What the receiver announces when it connects again; the same unless told. */
  readonly laterReceiveMaximum?: number;
  readonly refuses?: boolean;
  /** The sides that may crash. */
  readonly crashes?: readonly Side[];
  /** How a QoS 2 receiver hands messages onward: see docs/qos2-methods.md. */
  readonly method?: "A" | "B";
  readonly fault?: SessionFault;
  readonly senderChanges?: readonly Change[];
  readonly receiverChanges?: readonly Change[];
}

/** Makes a setting, with a name that tells what it is. */
export function settingOf(draft: SettingDraft): Setting {
  const { qos, sender, receiveMaximum, messages, identifiers, crashes = [], refuses = false } = draft;
  const { laterReceiveMaximum = receiveMaximum } = draft;
  const name = [
    `QoS ${qos} from ${sender} to ${sender === "client" ? "server" : "client"}`,
    `${messages} messages`,
    `${identifiers} identifiers`,
    laterReceiveMaximum === receiveMaximum
      ? `Receive Maximum ${receiveMaximum}`
      : `Receive Maximum ${receiveMaximum}, then ${laterReceiveMaximum}`,
    ...(draft.method === "A" ? ["Method A"] : []),
    ...(refuses ? ["refusals"] : []),
    ...crashes.map((side) => `crashes of the ${side}`),
  ].join(", ");
  return {
    name,
    layout: layoutOf(draft),
    qos,
    sender,
    receiveMaximum,
    laterReceiveMaximum,
    refuses,
    clientCrashes: crashes.includes("client"),
    serverCrashes: crashes.includes("server"),
    senderTable: numbered(tableOf(qos === 1 ? qos1Sender : qos2Sender), draft.senderChanges),
    receiverTable: numbered(tableOf(receiverOf(draft)), draft.receiverChanges),
    fault: draft.fault,
  };
}

function receiverOf({ qos, method }: SettingDraft) {
  if (qos === 1) return qos1Receiver;
  return method === "A" ? qos2ReceiverMethodA : qos2Receiver;
}
