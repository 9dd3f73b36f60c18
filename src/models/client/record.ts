// What the application hands to its client, and what of it must be kept. (5.0 §4.1, 3.1.1 §4.1)

import type { PublishProperties, QoS } from "../../codec/index.ts";

/** Names a command, so that its end can be told. The application chooses it, and uses none twice. */
export type Token = number;

/** What the application wants to publish. */
export interface Publication {
  readonly topicName: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  /** In 3.1.1 they are not sent. */
  readonly properties: Omit<PublishProperties, "topicAlias" | "subscriptionIdentifiers">;
}

/** What must outlive a crash of the client. (5.0/MQTT-4.1.0-1, 3.1.1/MQTT-4.1.0-1) */
export type ClientRecord =
  | {
      readonly kind: "outbound";
      readonly sequence: number;
      readonly token: Token;
      /** Missing while the message waits to be sent. */
      readonly packetId?: number;
      readonly qos: 1 | 2;
      /** Missing once PUBREC has come, and only the PUBREL is due. */
      readonly publication?: Publication;
    }
  | { readonly kind: "inbound"; readonly packetId: number };

/** Where a record is found again. */
export type ClientKey =
  | { readonly kind: "outbound"; readonly sequence: number }
  | { readonly kind: "inbound"; readonly packetId: number };
