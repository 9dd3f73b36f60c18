// A publisher, the broker and a subscriber, all three as they run, and a network that fails between them: what the one side
// was told is done, the other side has received. Bytes of an old connection may be read until a new one takes over.

import type { Packet, PacketOf } from "../../../src/codec/index.ts";
import {
  applyToStore,
  type Broker,
  type BrokerInput,
  type ClientEffect,
  type ClientInput,
  type ClientKey,
  createBroker,
  createClient,
  handle,
  handleClient,
} from "../../../src/models/index.ts";
import { copied, keyOf } from "./copy.ts";
import {
  breaks,
  brokenIn,
  DELIVERY_INVARIANTS,
  type DeliverySizes,
  isQuiet,
  type Link,
  type Party,
  type State,
  type Who,
} from "./delivery-state.ts";
import type { Act, World } from "./world.ts";

const TOPIC = "news";
const WHO: readonly Who[] = ["publisher", "subscriber"];

/** The world of some messages on their way from one client to another. */
export function deliveryWorld(sizes: DeliverySizes): World<State> {
  const { version, qos, messages, cuts, crashes = 0, receiveMaximum } = sizes;
  const broker = createBroker({ connectTimeoutMs: 0, receiveMaximum });
  const shared = new Set<unknown>([broker.options]);
  const state = begin(broker, sizes);
  shared.add(state.publisher.client.options);
  shared.add(state.subscriber.client.options);
  return {
    name: `publisher, broker and subscriber in ${version}, QoS ${qos}: ${messages} messages, ${cuts} cuts, ${crashes} crashes, Receive Maximum ${receiveMaximum}`,
    invariants: Object.values(DELIVERY_INVARIANTS),
    begin: () => state,
    copy: (each) => copied(each, shared),
    key: (each) => keyOf(each, 0, shared),
    acts: (each) => actsOf(each, sizes),
    broken: (each) => brokenIn(each, qos),
    isDone: (each) => each.completed.length === messages && new Set(each.delivered).size === messages && isQuiet(each),
  };
}

function begin(broker: Broker, sizes: DeliverySizes): State {
  const party = (clientId: string): Party => ({
    client: createClient(optionsOf(sizes, clientId)),
    store: new Map(),
    links: [],
  });
  const state: State = {
    broker,
    store: new Map(),
    publisher: party("publisher"),
    subscriber: party("subscriber"),
    lastLink: 0,
    cuts: 0,
    crashes: 0,
    published: 0,
    completed: [],
    delivered: [],
    broken: undefined,
  };
  for (const who of WHO) connect(state, who, sizes);
  settle(state, sizes);
  const options = { qos: sizes.qos, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const subscriptions = [{ topicFilter: TOPIC, ...options }];
  tellClient(state, "subscriber", sizes, { type: "subscribe", atMs: 0, token: 0, subscriptions });
  settle(state, sizes);
  state.completed.length = 0;
  return state;
}

function optionsOf({ version, receiveMaximum }: DeliverySizes, clientId: string) {
  return { version, clientId, clean: false, sessionExpiryInterval: 1000, keepAlive: 0, receiveMaximum };
}

// All that is in flight arrives.
function settle(state: State, sizes: DeliverySizes): void {
  for (let acts = reads(state, sizes); acts.length > 0; acts = reads(state, sizes)) acts[0]?.act(state);
}

function actsOf(state: State, sizes: DeliverySizes): readonly Act<State>[] {
  const acts = [...reads(state, sizes)];
  for (const who of WHO) {
    const { client } = state[who];
    if (client.state === "offline") {
      acts.push({ text: `${who} connects`, isFault: false, act: (next) => connect(next, who, sizes) });
    } else if (state.cuts < sizes.cuts) {
      acts.push({ text: `the connection of the ${who} fails`, isFault: true, act: (next) => cut(next, who, sizes) });
    }
  }
  if (state.crashes < (sizes.crashes ?? 0)) {
    for (const who of WHO) {
      acts.push({
        text: `the ${who} crashes, and starts again`,
        isFault: true,
        act: (next) => crashClient(next, who, sizes),
      });
    }
    acts.push({ text: "the broker crashes, and starts again", isFault: true, act: (next) => crash(next, sizes) });
    for (const { text, act } of reads(state, sizes)) {
      if (text.startsWith("broker reads")) {
        acts.push({
          text: `${text}, and crashes when it has stored what it must`,
          isFault: true,
          act: (next) => unanswered(next, () => act(next), sizes),
        });
      }
    }
  }
  if (state.published < sizes.messages) {
    acts.push({
      text: `publisher publishes message ${state.published + 1}`,
      isFault: false,
      act: (next) => publish(next, sizes),
    });
  }
  return acts;
}

function reads(state: State, sizes: DeliverySizes): readonly Act<State>[] {
  return WHO.flatMap((who) =>
    state[who].links.flatMap((link, index) => {
      const age = link.isCurrent ? "" : " on its old connection";
      const toBroker = link.toBroker[0];
      const toClient = link.toClient[0];
      const acts: Act<State>[] = [];
      if (toBroker !== undefined) {
        acts.push({
          text: `broker reads ${toBroker.type} of the ${who}${age}`,
          isFault: false,
          act: (next) => {
            const { id, toBroker: queue } = next[who].links[index] as Link;
            const packet = queue.shift() as Packet;
            tellBroker(next, sizes, { type: "packet", atMs: 0, connection: id, packet });
          },
        });
      } else if (!link.isCurrent) {
        acts.push({
          text: `broker finds the old connection of the ${who} closed`,
          isFault: false,
          act: (next) => {
            const [gone] = next[who].links.splice(index, 1);
            tellBroker(next, sizes, { type: "closed", atMs: 0, connection: (gone as Link).id });
          },
        });
      }
      if (link.isCurrent && !link.isServed && toClient === undefined) {
        acts.push({
          text: `${who} finds its connection closed`,
          isFault: false,
          act: (next) => {
            next[who].links.splice(index, 1);
            tellClient(next, who, sizes, { type: "closed", atMs: 0 });
          },
        });
      }
      if (toClient !== undefined) {
        acts.push({
          text: `${who} reads ${toClient.type}`,
          isFault: false,
          act: (next) => {
            const packet = (next[who].links[index] as Link).toClient.shift() as Packet;
            tellClient(next, who, sizes, { type: "packet", atMs: 0, packet });
          },
        });
      }
      return acts;
    }),
  );
}

function connect(state: State, who: Who, sizes: DeliverySizes): void {
  tellClient(state, who, sizes, { type: "connect", atMs: 0 });
  const id = ++state.lastLink;
  state[who].links.push({ id, toBroker: [], toClient: [], isCurrent: true, isServed: true });
  tellBroker(state, sizes, { type: "opened", atMs: 0, connection: id });
  tellClient(state, who, sizes, { type: "opened", atMs: 0 });
}

function cut(state: State, who: Who, sizes: DeliverySizes): void {
  state.cuts++;
  letGo(state, who);
  tellClient(state, who, sizes, { type: "closed", atMs: 0 });
}

// The client has its connection no more. What it sent may still be read.
function letGo(state: State, who: Who): void {
  for (const link of state[who].links) {
    link.isCurrent = false;
    link.toClient.length = 0;
  }
  state[who].links = state[who].links.filter(({ isServed }) => isServed);
}

// Nothing is left but the store; what the broker has sent may still arrive.
function crash(state: State, sizes: DeliverySizes): void {
  state.crashes++;
  state.broker = createBroker(state.broker.options);
  for (const who of WHO) {
    state[who].links = state[who].links.filter(({ isCurrent }) => isCurrent);
    for (const link of state[who].links) {
      link.isServed = false;
      link.toBroker.length = 0;
    }
  }
  tellBroker(state, sizes, { type: "restored", atMs: 0, records: [...state.store.values()] });
}

// A client loses its connection and all else that is not in its store.
function crashClient(state: State, who: Who, sizes: DeliverySizes): void {
  state.crashes++;
  letGo(state, who);
  const party = state[who];
  party.client = createClient(party.client.options);
  tellClient(state, who, sizes, { type: "restored", atMs: 0, records: [...party.store.values()] });
}

// What a step sends is lost, and what it stores is not.
function unanswered(state: State, act: () => void, sizes: DeliverySizes): void {
  const links = WHO.flatMap((who) => state[who].links.map((link) => ({ link, sent: link.toClient.length })));
  act();
  for (const { link, sent } of links) link.toClient.length = Math.min(sent, link.toClient.length);
  crash(state, sizes);
}

function publish(state: State, sizes: DeliverySizes): void {
  const token = ++state.published;
  const publication = {
    topicName: TOPIC,
    payload: new Uint8Array([token]),
    qos: sizes.qos,
    retain: false,
    properties: {},
  };
  tellClient(state, "publisher", sizes, { type: "publish", atMs: 0, token, publication });
}

function tellBroker(state: State, sizes: DeliverySizes, input: BrokerInput): void {
  const act = sizes.handle ?? handle;
  for (const effect of act(state.broker, input)) {
    applyToStore(state.store, effect);
    if (effect.type === "send") {
      const link = linkOf(state, effect.connection);
      if (link?.isCurrent && link.isServed) link.toClient.push(effect.packet);
      const { packet } = effect;
      if (packet.type === "DISCONNECT" && "reasonCode" in packet && packet.reasonCode !== 0x8e)
        breaks(state, "noViolation");
    } else if (effect.type === "close") {
      dropped(state, effect.connection);
    }
  }
}

// The broker has closed a connection: a client that still has it finds out when it has read all that came before.
function dropped(state: State, id: number): void {
  const link = linkOf(state, id);
  if (link === undefined) return;
  link.isServed = false;
  link.toBroker.length = 0;
  if (!link.isCurrent) for (const who of WHO) state[who].links = state[who].links.filter((each) => each !== link);
}

function linkOf(state: State, id: number): Link | undefined {
  return [...state.publisher.links, ...state.subscriber.links].find((link) => link.id === id);
}

function tellClient(state: State, who: Who, sizes: DeliverySizes, input: ClientInput): void {
  const act = sizes.handleClient ?? handleClient;
  for (const effect of act(state[who].client, input)) note(state, who, sizes, effect);
}

function note(state: State, who: Who, sizes: DeliverySizes, effect: ClientEffect): void {
  switch (effect.type) {
    case "store":
      state[who].store.set(clientRecordName(effect.record), effect.record);
      break;
    case "erase":
      state[who].store.delete(clientRecordName(effect.key));
      break;
    case "send":
      state[who].links.find(({ isCurrent, isServed }) => isCurrent && isServed)?.toBroker.push(effect.packet);
      break;
    case "closeTransport":
      letGo(state, who);
      break;
    case "completed":
      state.completed.push(effect.token);
      break;
    case "deliver":
      deliver(state, sizes, effect.message);
      break;
    case "disconnected":
      if (effect.failure.kind === "violation") breaks(state, "noViolation");
      break;
    case "failed":
      breaks(state, "keptUntilDelivered");
      break;
    default:
      break;
  }
}

function clientRecordName(key: ClientKey): string {
  return key.kind === "outbound" ? `outbound/${key.sequence}` : `inbound/${key.packetId}`;
}

function deliver(state: State, { qos }: DeliverySizes, message: PacketOf<"PUBLISH">): void {
  const token = message.payload[0] as number;
  if (state.delivered.includes(token)) {
    if (qos === 2) breaks(state, "exactlyOnce");
    return;
  }
  if (token < Math.max(0, ...state.delivered)) breaks(state, "inOrder");
  state.delivered.push(token);
}
