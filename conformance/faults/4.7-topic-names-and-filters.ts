// Brokers that match what does not match, or do not match what does. (§4.7)

import type { RequirementId } from "../../spec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { lenient } from "./leniency.ts";
import { alsoDelivers, copyFor, doesNotDeliver, matches, plain, publishAsGhost } from "./state.ts";
import { answers, options, remembering, steps, together, touching } from "./wrappers.ts";

const MATCHED = ["3.1.1/MQTT-4.5.0-1", "5.0/MQTT-4.5.0-1"] as const;
const NOT_MATCHED = ["3.1.1/MQTT-3.3.2-3", "5.0/MQTT-3.3.2-3"] as const;
const SPELLING = ["3.1.1/MQTT-4.7.3-4", "5.0/MQTT-4.7.3-4"] as const;

const levels = (text: string): readonly string[] => text.split("/");
const isPlain = (filter: string): boolean =>
  !filter.includes("+") && !filter.includes("#") && !filter.startsWith("$share/");

const filters: readonly Fault[] = [
  lenient("takes a # that does not stand at the end, or not alone", ["3.1.1/MQTT-4.7.1-2", "5.0/MQTT-4.7.1-1"]),
  lenient("takes a + that does not stand alone", ["3.1.1/MQTT-4.7.1-3", "5.0/MQTT-4.7.1-2"]),
  lenient("takes an empty ShareName", ["5.0/MQTT-4.8.2-1"]),
  lenient("takes a ShareName with a wildcard, or nothing behind it", ["5.0/MQTT-4.8.2-2"]),
];

/** Who does not match what matches: in which filters and names. */
const MISSES: readonly (readonly [
  name: string,
  which: (filter: string, name: string) => boolean,
  ...more: readonly RequirementId[],
])[] = [
  [
    "does not match # with the level above it",
    (filter, name) => filter.endsWith("/#") && levels(filter).length === levels(name).length + 1,
    "5.0/U5-128",
  ],
  [
    "does not match + with an empty level",
    (filter, name) => levels(plain(filter)).some((level, i) => level === "+" && levels(name)[i] === ""),
    "5.0/U5-129",
  ],
  [
    "does not match + with a level that begins with $",
    (filter, name) => levels(filter).includes("+") && levels(name).some((level) => level.startsWith("$")),
  ],
  [
    "loses what has an empty level",
    (filter, name) => !filter.includes("+") && levels(name).slice(1).includes(""),
    "5.0/U5-127",
    "3.1.1/U3-040",
  ],
  [
    "loses topics whose levels have the names of an object's members",
    (_, name) => levels(name).some((level) => level in {}),
  ],
  ["loses topics of more than thirty levels", (_, name) => levels(name).length > 30],
  ["loses topics with capital letters", (_, name) => /[A-Z]/.test(name), "5.0/U5-131"],
  [
    "loses topics that a filter with a wildcard in its first own level matches",
    (filter, name) => /\/own\/[+#]$/.test(filter) && !name.includes("$"),
  ],
];

const missed: readonly Fault[] = MISSES.map(([name, which, ...more]) => ({
  name,
  breaks: [...MATCHED, ...more],
  alsoFails: [
    { cases: "retained/every-matching-topic", because: "its subscription is sent such a message" },
    { cases: "utf8/byte-order-mark/middle", because: "its subscription is sent such a message" },
  ],
  apply: doesNotDeliver(which),
}));

/** Who matches what does not match. */
const EXCESSES: readonly (readonly [name: string, which: (filter: string, name: string) => boolean])[] = [
  [
    "takes # for any characters at the end",
    (filter, name) => filter.endsWith("/#") && name.startsWith(filter.slice(0, -2)),
  ],
  [
    "sends what is below a topic to who subscribes to it",
    (filter, name) => isPlain(filter) && name.startsWith(`${filter}/`),
  ],
  [
    "sends what is above a topic to who subscribes to it",
    (filter, name) => isPlain(filter) && filter.startsWith(`${name}/`),
  ],
  [
    "takes + for several levels",
    (filter, name) => filter.includes("+") && !filter.startsWith("$share/") && asPattern(filter, ".*").test(name),
  ],
  ["takes + for no level too", (filter, name) => filter.includes("/+") && matches(filter.replace("/+", ""), name)],
  ["pays no attention to empty levels", (filter, name) => isPlain(filter) && squeezed(filter) === squeezed(name)],
  ["takes names for equal that begin alike", (filter, name) => isPlain(filter) && name.startsWith(filter)],
];

const exceeded: readonly Fault[] = EXCESSES.map(([name, which]) => ({
  name,
  breaks: NOT_MATCHED,
  alsoFails: [
    { requirement: "3.1.1/MQTT-4.7.3-4", because: "the names that it tells apart begin alike" },
    { requirement: "5.0/MQTT-4.7.3-4", because: "the names that it tells apart begin alike" },
    { cases: "shared/first-level-empty", because: "the names that it tells apart are taken for equal" },
    { cases: "utf8/byte-order-mark/", because: "the names that it tells apart are taken for equal" },
    { cases: "unsubscribe/wildcard/", because: "the subscription that is left is sent another topic" },
  ],
  apply: inExcess(which),
}));

/** What some software takes for the same characters. */
const NORMAL_FORMS: readonly (readonly [name: string, normalise: (text: string) => string])[] = [
  ["brings names into their composed form", (text) => text.normalize("NFC")],
  ["brings names into their compatible form", (text) => text.normalize("NFKC")],
  ["makes no difference between small and capital letters", (text) => text.toLowerCase()],
  ["takes an ß for ss", (text) => text.replaceAll("ß", "ss")],
  ["takes an e with an accent for one without", (text) => text.normalize("NFD").replaceAll(/\p{Mark}/gu, "")],
  ["passes over characters without a width", (text) => text.replaceAll(/[\u200d\ufeff]/g, "")],
  [
    "compares the first half of a character beyond the Basic Multilingual Plane",
    (text) => text.replaceAll(/[\udc00-\udfff]/g, ""),
  ],
  ["takes names for paths", (text) => resolved(text)],
  ["takes names for parts of a URL", (text) => text.replaceAll("%2f", "/")],
  ["passes over blanks at the end", (text) => text.trimEnd()],
];

const spelled: readonly Fault[] = [
  ...NORMAL_FORMS.map(
    ([name, normalise]): Fault => ({
      name,
      breaks: name.includes("blanks")
        ? NOT_MATCHED
        : name.includes("capital")
          ? [...SPELLING, ...NOT_MATCHED]
          : SPELLING,
      alsoFails: [{ cases: "utf8/byte-order-mark/", because: "the names that it tells apart are taken for equal" }],
      apply: touching(
        ["heard an unusual name"],
        inExcess((filter, topicName) => matches(normalise(plain(filter)), normalise(topicName))),
      ),
    }),
  ),
  {
    name: "takes * for a wildcard",
    breaks: SPELLING,
    apply: inExcess((filter, name) => filter.includes("*") && matches(filter.replaceAll("*", "+"), name)),
  },
];

/** Topics that begin with $ are matched by no filter that begins with a wildcard. */
const isWild = (filter: string): boolean => /^[+#]/.test(filter);

const dollar: readonly Fault[] = [
  {
    name: "matches topics that begin with $ by a wildcard in front",
    breaks: ["3.1.1/MQTT-4.7.2-1", "5.0/MQTT-4.7.2-1"],
    apply: alsoDelivers((filter, name) => isWild(filter) && name.startsWith("$") && matches(filter, name)),
  },
  {
    name: "sends what is retained under $ to who subscribes by a wildcard in front",
    alsoFails: [
      { cases: "dollar/", because: "it lets clients publish under $SYS" },
      { cases: "authorisation/", because: "it lets clients publish what they may not" },
    ],
    breaks: ["3.1.1/MQTT-4.7.2-1", "5.0/MQTT-4.7.2-1"],
    apply: together(
      options({ authorise: () => true }),
      remembering(() => {
        const kept = new Map<string, Uint8Array>([["$SYS/broker/version", new TextEncoder().encode("1")]]);
        return together(
          steps((handle) => (broker, input) => {
            if (input.type === "opened" && broker.sessions.size === 0) {
              for (const [topicName, payload] of kept)
                publishAsGhost(handle, broker, input.atMs, { topicName, payload, retain: true });
            }
            if (input.type === "packet" && input.packet.type === "PUBLISH" && input.packet.retain)
              kept.set(input.packet.topicName, input.packet.payload);
            return handle(broker, input);
          }),
          answers("SUBSCRIBE", (all, { subscriptions }, { id, version }) => [
            ...all,
            ...[...kept].flatMap(([topicName, payload]) =>
              subscriptions.some(
                ({ topicFilter }) =>
                  isWild(topicFilter) && topicName.startsWith("$") && matches(topicFilter, topicName),
              )
                ? [
                    {
                      type: "send",
                      connection: id,
                      packet: copyFor(version, { topicName, payload }, { retain: true }),
                    } as const,
                  ]
                : [],
            ),
          ]),
        );
      }),
    ),
  },
];

export const topicNamesAndFilters: readonly Fault[] = [filters, missed, exceeded, spelled, dollar].flat();

/** A broker that sends what matches in its own way to those whom it would not reach by the book. */
function inExcess(which: (filter: string, name: string) => boolean): Wrapper {
  return alsoDelivers((filter, name, session) => {
    if (name.startsWith("$") && isWild(filter)) return false;
    return which(filter, name) && ![...session.subscriptions.keys()].some((one) => matches(plain(one), name));
  });
}

function asPattern(filter: string, plus: string): RegExp {
  const escaped = filter
    .replaceAll(/[.*?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("+", plus)
    .replace(/\/#$/, "(/.*)?");
  return new RegExp(`^${escaped}$`, "u");
}

function squeezed(text: string): string {
  return levels(text)
    .filter((level) => level !== "")
    .join("/");
}

function resolved(path: string): string {
  const out: string[] = [];
  for (const level of levels(path)) {
    if (level === "..") out.pop();
    else if (level !== ".") out.push(level);
  }
  return out.join("/");
}
