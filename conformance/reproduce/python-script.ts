// A reproduction for Python 3: one file, its standard library and nothing else.

import { headerLines, verdictWords } from "./header.ts";
import type { Plan, Step } from "./plan.ts";

/** The file. */
export function pythonScript(plan: Plan): string {
  const { asRecorded, otherwise, exitAsRecorded } = verdictWords(plan);
  return `#!/usr/bin/env python3
${headerLines(plan, "python3 FILE.py")
  .map((line) => `# ${line}`.trimEnd())
  .join("\n")}

import fnmatch
import select
import socket
import sys
import time

HOST = sys.argv[1] if len(sys.argv) > 1 else ${JSON.stringify(plan.host)}
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else ${plan.port}
NAME = sys.argv[3] if len(sys.argv) > 3 else "${plan.name}"
TIMEOUT = ${plan.timeoutMs / 1000}


def named(digits):
    return digits.replace(b"${plan.name}".hex(), NAME.encode().hex())


# In their order: bytes that are sent, and answers that came. In a pattern ? is any digit, and * any number of them.
STEPS = [
${plan.steps.map(line).join("\n")}
]
JUDGED_FROM = ${plan.judgedFrom}
ENDS_IN_SILENCE = ${plan.endsInSilence ? "True" : "False"}

${RUNTIME}

def differs(step, why):
    print(why)
    if step >= JUDGED_FROM:
        end(${exitAsRecorded === 1 ? 0 : 1}, ${JSON.stringify(otherwise)})
    end(2, "it did not come as far as what is to be shown")


for at, (what, number, *more) in enumerate(STEPS):
    line = lines.get(number)
    if what == "open":
        lines[number] = Line(number)
    elif what == "pause":
        time.sleep(more[0] / 1000)
    elif what == "close":
        line.close()
    elif what == "send":
        line.send(named(more[0]), *more[1:])
    elif what == "closed":
        if not until(lambda: line.ended):
            differs(at, f"#{number} is still open after {TIMEOUT} s")
        print(f"#{number} was closed by the broker")
    else:
        pattern = named(more[0])
        until(lambda: line.find(pattern) is not None or line.ended)
        packet = line.find(pattern)
        if packet is None:
            differs(at, f"#{number} has no {pattern}")
        line.packets.remove(packet)
        if len(more) > 1:
            place = more[0].index("????")
            line.ids[more[1]] = packet[place : place + 4]
if ENDS_IN_SILENCE:
    is_open = [line for line in lines.values() if not line.ended]
    if until(lambda: any(line.ended for line in is_open) or any(line.packets for line in lines.values())):
        differs(len(STEPS), "something else came, or a connection was closed")
end(${exitAsRecorded}, ${JSON.stringify(asRecorded)})
`;
}

function line(step: Step): string {
  const words = `    # ${step.words}\n`;
  switch (step.do) {
    case "send":
    case "expect": {
      const hex = step.do === "send" ? step.hex : step.pattern;
      const id = step.id === undefined ? "" : `, "${step.id}"`;
      return `${words}    ("${step.do}", ${step.connection}, "${hex}"${id}),`;
    }
    case "pause":
      return `${words}    ("pause", ${step.connection}, ${step.ms}),`;
    case "open":
    case "close":
    case "closed":
      return `    ("${step.do}", ${step.connection}),`;
  }
}

const RUNTIME = `TYPES = """reserved-0 CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK
PINGREQ PINGRESP DISCONNECT AUTH""".split()


class Line:
    """One network connection, and the packets that came on it, as hexadecimal digits."""

    def __init__(self, number):
        self.number, self.packets, self.rest, self.ended, self.ids = number, [], "", False, {}
        try:
            self.socket = socket.create_connection((HOST, PORT), 5)
        except OSError as error:
            end(3, f"no connection to {HOST}:{PORT}: {error}")
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, digits, number=None):
        if number is not None:
            digits = digits[:4] + self.ids.get(number, number) + digits[8:]
        print(f"#{self.number} -> {digits} {TYPES[int(digits[0], 16)]}")
        try:
            self.socket.sendall(bytes.fromhex(digits))
        except OSError:
            pass

    def close(self):
        self.ended = True
        self.socket.close()

    def hear(self):
        try:
            came = self.socket.recv(65536)
        except OSError:
            came = b""
        if not came:
            self.ended = True
        self.rest += came.hex()
        while 0 < frame(self.rest) <= len(self.rest):
            packet, self.rest = self.rest[: frame(self.rest)], self.rest[frame(self.rest) :]
            print(f"#{self.number} <- {packet} {TYPES[int(packet[0], 16)]}")
            self.packets.append(packet)

    def find(self, pattern):
        return next((packet for packet in self.packets if fnmatch.fnmatchcase(packet, pattern)), None)


def frame(digits):
    """The digits of the first packet; 0 while its Remaining Length is not all there."""
    length, factor = 0, 2
    for at in range(2, min(len(digits) - 1, 10), 2):
        byte = int(digits[at : at + 2], 16)
        length, factor = length + (byte & 0x7F) * factor, factor * 128
        if byte < 0x80:
            return at + 2 + length
    return 0


def until(condition):
    """Waits for a condition, for as long as an answer may take."""
    last = time.monotonic() + TIMEOUT
    while not condition():
        open_lines = [line for line in lines.values() if not line.ended]
        left = last - time.monotonic()
        if left <= 0:
            return False
        ready, _, _ = select.select([line.socket for line in open_lines], [], [], left)
        for line in open_lines:
            if line.socket in ready:
                line.hear()
    return True


def end(code, words):
    print(words)
    sys.exit(code)


lines = {}
`;
