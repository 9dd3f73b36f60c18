// The loop: bytes in, one step of the broker, effects out. Nothing is decided here.

import { createDecoder, type DecoderState, feed, type Packet } from "../codec/index.ts";
import {
  type AuthenticationOutcome,
  type AuthenticationQuestion,
  type Broker,
  type BrokerEffect,
  type BrokerInput,
  type BrokerOptions,
  type ConnectionId,
  createBroker,
  handle,
  type Message,
  type ServerPublication,
  type StoredRecord,
  type TimerId,
} from "../models/index.ts";
import type { Clock } from "./clock.ts";
import type { ClusterLink } from "./cluster/link.ts";
import type { BrokerNotice, Observer } from "./notice.ts";
import { type ClientQuestion, NOWHERE, type Peer, placeOf } from "./peer.ts";
import { bytesOf, createPress, type Strip } from "./press.ts";
import { createRounds } from "./rounds.ts";
import type { Change, Store } from "./stores/store.ts";

/** The way to one client. Neither call may throw. */
export interface Transport {
  write(bytes: Uint8Array): void;
  /** Fulfilled when nothing waits for the network any more, or the connection is over; undefined where nothing waits. */
  drained(): Promise<void> | undefined;
  /** What was written goes out first. */
  close(): void;
}

/** The driver's end of a transport: what the transport tells. */
export interface Link {
  receive(chunk: Uint8Array): void;
  /** The other side is gone. */
  closed(): void;
}

/** A broker that runs, with no transport yet. */
export interface Driver {
  /** `peer` is what the transport knows of the other end. */
  open(transport: Transport, peer?: Peer): Link;
  /** What the broker holds; to be read, and not to be changed. */
  readonly broker: Broker;
  /** Publishes a message of the server itself. */
  publish(publication: ServerPublication): void;
  /** Lets go of a session that another broker has claimed, and gives all that it held. */
  handOver(clientId: string): readonly StoredRecord[];
  /** Takes a message that another broker has taken. */
  relay(message: Message): void;
  /** Cuts a connection without a word, as a network would; answers whether there was one. */
  cut(connection: ConnectionId): boolean;
  /** Tells all clients that the server is shutting down, and closes their connections. */
  stop(): void;
}

export interface DriverOptions {
  readonly clock: Clock;
  readonly broker: Partial<BrokerOptions>;
  /** Decides about clients where the broker is told to ask: see `authentication` of its options. Nobody is let in without it. */
  readonly authenticate?: (question: ClientQuestion) => AuthenticationOutcome | Promise<AuthenticationOutcome>;
  /** Where what must outlive this process is kept; without one all of it ends with the process. */
  readonly store?: Store;
  /** The other brokers, where this is one of several: the broker then `announces`, and is "asked". */
  readonly cluster?: Pick<ClusterLink, "claim" | "release" | "announce" | "want">;
  /** Watches. */
  readonly observe?: Observer;
  /** Whether what goes out may wait for the end of a round of the event loop: for a network, where a write is dear. */
  readonly gathers?: boolean;
  /** Told of our own mistakes. The connection that one befell is closed, the others go on. (5.0/U5-148) */
  readonly onFault: (error: unknown) => void;
}

/** Where nothing waits for the store, how long changes are gathered. */
const LAZY_MS = 100;

interface OpenLink {
  readonly id: ConnectionId;
  readonly transport: Transport;
  readonly peer: Peer;
  decoder: DecoderState;
  /** What this turn has to send. */
  pending: Strip[];
  /** Whether the broker waits to hear that all was sent. */
  isAwaitingDrain: boolean;
  isClosing: boolean;
  isClosed: boolean;
}

/** Sets a broker going. */
export function createDriver(driverOptions: DriverOptions): Driver {
  const { clock, broker: options, authenticate, store, cluster, observe, gathers = false, onFault } = driverOptions;
  const broker = createBroker(options);
  const records = store?.load();
  const isLazy = store?.isLazy === true;
  /** What is to be stored, and has not been. */
  let unsaved: Change[] = [];
  let isSaving = false;
  let hasFailed = false;
  const links = new Map<ConnectionId, OpenLink>();
  const dirty = new Set<OpenLink>();
  const timers = new Map<TimerId, () => void>();
  const press = createPress();
  const isBusy = gathers ? createRounds(sayAll) : () => false;
  /** What the observer has not been told. */
  const notices: BrokerNotice[] = [];
  let lastId = 0;
  let handedOver: readonly StoredRecord[] = [];

  function tell(input: BrokerInput): void {
    const effects = handle(broker, input);
    note({ type: "step", input, effects });
    for (const effect of effects) carryOut(effect);
  }

  // Whoever watches is told once all is on its way: clients do not wait for it.
  function note(notice: BrokerNotice): void {
    if (observe !== undefined) notices.push(notice);
  }

  function tellObserver(): void {
    if (observe === undefined || notices.length === 0) return;
    try {
      for (const notice of notices) observe(notice);
    } catch (error) {
      onFault(error);
    }
    notices.length = 0;
  }

  function carryOut(effect: BrokerEffect): void {
    switch (effect.type) {
      case "send":
        return queueFor(effect.connection, effect.packet);
      case "close":
        return closeLater(effect.connection);
      case "startTimer":
        return startTimer(effect.timer, effect.afterMs);
      case "stopTimer":
        return stopTimer(effect.timer);
      case "authenticate":
        return ask(effect.connection, effect.question);
      case "awaitDrain":
        return askWhenDrained(effect.connection);
      case "store":
      case "erase":
        // Without a store all is kept in memory, where the broker has it already.
        if (store !== undefined) unsaved.push(effect);
        return;
      case "handOver":
        handedOver = effect.records;
        return;
      case "taken":
        return cluster?.announce(effect.message);
      case "interest":
        return cluster?.want(effect.topicFilter, effect.isWanted);
      case "sessionEnded":
        // A clean start may have begun another by now.
        if (!broker.sessions.has(effect.clientId)) cluster?.release(effect.clientId);
        return;
      case "drop":
        return;
    }
  }

  function ask(connection: ConnectionId, question: AuthenticationQuestion): void {
    const answer = (outcome: AuthenticationOutcome): void =>
      turn(links.get(connection), () => tell({ type: "authenticated", atMs: clock.nowMs(), connection, outcome }));
    // Who cannot be judged is not let in. (5.0/MQTT-4.12.0-4)
    const refused = { kind: "refuse", reasonCode: 0x83 } as const;
    if (authenticate === undefined) {
      queueMicrotask(() => answer(refused));
      return;
    }
    const peer = links.get(connection)?.peer ?? NOWHERE;
    const decision = authenticate({ ...question, peer });
    if (cluster === undefined && !(decision instanceof Promise)) {
      tell({ type: "authenticated", atMs: clock.nowMs(), connection, outcome: decision });
      return;
    }
    Promise.resolve(decision)
      .then((outcome) => claimFor(question, outcome))
      .then(answer, (error) => {
        onFault(error);
        answer(refused);
      });
  }

  // Who is let in finds here what another broker held for it. Where the others cannot be asked, it may come again. (0x88)
  async function claimFor(
    { clientId, isAgain }: AuthenticationQuestion,
    outcome: AuthenticationOutcome,
  ): Promise<AuthenticationOutcome> {
    if (cluster === undefined || isAgain || outcome.kind !== "accept") return outcome;
    try {
      await cluster.claim(clientId, (records) => {
        if (records.length > 0) turn(undefined, () => adopt(records));
      });
      return outcome;
    } catch (error) {
      onFault(error);
      return { kind: "refuse", reasonCode: 0x88 };
    }
  }

  function adopt(records: readonly StoredRecord[]): void {
    if (store !== undefined) for (const record of records) unsaved.push({ type: "store", record });
    tell({ type: "restored", atMs: clock.nowMs(), records });
  }

  function queueFor(id: ConnectionId, packet: Packet): void {
    const link = links.get(id);
    if (link === undefined) return;
    // A CONNECT that could not be read told no version; what refuses it says by its shape which one it is in.
    const version = link.decoder.version ?? ("reasonCode" in packet ? "5.0" : "3.1.1");
    dirty.add(link);
    const violation = press.print(packet, version, link.pending);
    if (violation === undefined) return;
    closeLater(id);
    throw new Error(`the broker made a packet that may not be sent: ${violation.requirement}: ${violation.found}`);
  }

  // It is asked once this turn's bytes are with the transport.
  function askWhenDrained(id: ConnectionId): void {
    const link = links.get(id);
    if (link !== undefined) link.isAwaitingDrain = true;
  }

  function closeLater(id: ConnectionId): void {
    const link = links.get(id);
    if (link === undefined) return;
    links.delete(id);
    link.isClosing = true;
    dirty.add(link);
  }

  function startTimer(timer: TimerId, afterMs: number): void {
    stopTimer(timer);
    const run = (): void => {
      timers.delete(timer);
      turn(undefined, () => tell({ type: "elapsed", atMs: clock.nowMs(), timer }));
    };
    timers.set(timer, clock.start(afterMs, run));
  }

  function stopTimer(timer: TimerId): void {
    timers.get(timer)?.();
    timers.delete(timer);
  }

  // All that one event of the outside brings about; then each connection is written to once, or at the end of a busy round.
  function turn(link: OpenLink | undefined, act: () => void): void {
    try {
      act();
    } catch (error) {
      onFault(error);
      if (link !== undefined) drop(link);
    } finally {
      settle();
      tellObserver();
    }
  }

  // What was asked to be stored is stored before anything is sent that may rest on it, for all turns of this moment together.
  function settle(): void {
    if (unsaved.length > 0 && !isSaving && !hasFailed) {
      isSaving = true;
      if (isLazy) clock.start(LAZY_MS, save);
      else setImmediate(save);
    }
    if (dirty.size > 0 && !isBusy()) flushAll();
  }

  function flushAll(): void {
    if (isSaving && !isLazy) return;
    for (const touched of dirty) flush(touched);
    dirty.clear();
  }

  function sayAll(): void {
    flushAll();
    tellObserver();
  }

  function save(): void {
    if (!isSaving || hasFailed) return;
    isSaving = false;
    const changes = unsaved;
    unsaved = [];
    const beganMs = performance.now();
    try {
      store?.commit(changes);
    } catch (error) {
      return fail(error);
    }
    note({ type: "commit", changes: changes.length, tookMs: performance.now() - beganMs });
    sayAll();
  }

  // What has been taken in and cannot be kept must not be acknowledged: nobody is told anything any more.
  function fail(error: unknown): void {
    hasFailed = true;
    unsaved = [];
    dirty.clear();
    for (const timer of [...timers.keys()]) stopTimer(timer);
    for (const link of [...links.values()]) {
      links.delete(link.id);
      link.isClosing = true;
      link.isClosed = true;
      link.transport.close();
    }
    onFault(error);
  }

  function drop(link: OpenLink): void {
    closeLater(link.id);
    try {
      tell({ type: "closed", atMs: clock.nowMs(), connection: link.id });
    } catch (error) {
      onFault(error);
    }
  }

  function flush(link: OpenLink): void {
    const { pending, transport } = link;
    if (pending.length > 0) {
      link.pending = [];
      const bytes = bytesOf(pending);
      note({ type: "bytes", connection: link.id, direction: "out", count: bytes.length });
      transport.write(bytes);
    }
    if (link.isAwaitingDrain) {
      link.isAwaitingDrain = false;
      const goOn = (): void => {
        if (!link.isClosing) turn(link, () => tell({ type: "drained", atMs: clock.nowMs(), connection: link.id }));
      };
      const drained = transport.drained();
      if (drained === undefined) setImmediate(goOn);
      else void drained.then(goOn);
    }
    // A listener in this process may have sent something in return, and so have flushed already.
    if (!link.isClosing || link.isClosed) return;
    link.isClosed = true;
    transport.close();
  }

  function receive(link: OpenLink, chunk: Uint8Array): void {
    const connection = link.id;
    note({ type: "bytes", connection, direction: "in", count: chunk.length });
    const [decoder, results] = feed(link.decoder, chunk);
    link.decoder = decoder;
    const atMs = clock.nowMs();
    for (const result of results) {
      // What comes after the end is not heard. (5.0/MQTT-3.1.4-6, 3.1.1/MQTT-3.1.4-5)
      if (link.isClosing) return;
      if (result.kind === "packet")
        tell({ type: "packet", atMs, connection, packet: result.packet, sizeBytes: result.size });
      else tell({ type: "malformed", atMs, connection, violation: result.violation });
    }
  }

  if (records !== undefined) turn(undefined, () => tell({ type: "restored", atMs: clock.nowMs(), records }));

  return {
    broker,
    publish(publication) {
      if (!hasFailed) turn(undefined, () => tell({ type: "published", atMs: clock.nowMs(), publication }));
    },
    handOver(clientId) {
      handedOver = [];
      turn(undefined, () => tell({ type: "claimed", atMs: clock.nowMs(), clientId }));
      return handedOver;
    },
    relay(message) {
      if (!hasFailed) turn(undefined, () => tell({ type: "relayed", atMs: clock.nowMs(), message }));
    },
    cut(id) {
      const link = links.get(id);
      if (link === undefined) return false;
      turn(undefined, () => drop(link));
      return true;
    },
    open(transport, peer = NOWHERE) {
      if (hasFailed) {
        transport.close();
        return { receive: () => undefined, closed: () => undefined };
      }
      const id = ++lastId;
      const decoder = createDecoder({ from: "client", maximumPacketSize: broker.options.maximumPacketSize });
      const link: OpenLink = {
        id,
        transport,
        peer,
        decoder,
        pending: [],
        isAwaitingDrain: false,
        isClosing: false,
        isClosed: false,
      };
      links.set(id, link);
      note({ type: "connection", connection: id, address: placeOf(peer) });
      turn(link, () => tell({ type: "opened", atMs: clock.nowMs(), connection: id }));
      return {
        receive: (chunk) => {
          if (!link.isClosing) turn(link, () => receive(link, chunk));
        },
        closed: () => {
          if (!links.delete(id)) return;
          link.isClosing = true;
          link.isClosed = true;
          turn(undefined, () => tell({ type: "closed", atMs: clock.nowMs(), connection: id }));
        },
      };
    },
    stop() {
      if (hasFailed) return;
      turn(undefined, () => tell({ type: "stopped", atMs: clock.nowMs() }));
      save();
      sayAll();
      for (const timer of [...timers.keys()]) stopTimer(timer);
    },
  };
}
