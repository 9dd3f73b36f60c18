// A reproduction for a shell: bash, its /dev/tcp, and xxd, with the bytes of each packet in a printf.

import { headerLines, verdictWords } from "./header.ts";
import type { Plan, Step } from "./plan.ts";

/** The file. */
export function shellScript(plan: Plan): string {
  const { asRecorded, otherwise, exitAsRecorded } = verdictWords(plan);
  const limits = [
    ...LIMITS,
    ...(plan.steps.some((step) => step.do === "send" && step.id !== undefined)
      ? [
          "Acknowledgements carry the Packet Identifiers that the broker chose in the recorded run; it may choose others.",
        ]
      : []),
  ];
  return `#!/usr/bin/env bash
${[...headerLines(plan, "bash FILE.sh"), "", ...limits].map((line) => `# ${line}`.trimEnd()).join("\n")}

trap '' PIPE
HOST=\${1:-${quoted(plan.host)}}
PORT=\${2:-${plan.port}}
old=$(printf %s ${quoted(plan.name)} | xxd -p)
name=$(printf %s "\${3:-${plan.name}}" | xxd -p)
TIMEOUT=${plan.timeoutMs / 1000}
judged=no

${RUNTIME}
differs() {
  echo "$1"
  if [ $judged = yes ]; then finish ${exitAsRecorded === 1 ? 0 : 1} ${quoted(otherwise)}; fi
  finish 2 'it did not come as far as what is to be shown'
}

# What is sent, and the answers that came. In a pattern ? is any digit, and * any number of them.
${plan.steps.map((step, at) => `${at === plan.judgedFrom ? "judged=yes\n" : ""}${line(step)}`).join("\n")}
judged=yes
${plan.endsInSilence ? "silence\n" : ""}finish ${exitAsRecorded} ${quoted(asRecorded)}
`;
}

const LIMITS = [
  "Everything happens in one process, line after line, so that the order between connections is kept: a pipe into nc for",
  "each of them could not do that. A shell can close a connection as a whole only: neither its sending side alone, nor with a reset.",
];

function line(step: Step): string {
  const words = `# #${step.connection}: ${step.words}\n`;
  switch (step.do) {
    case "send":
      return `${words}send ${step.connection} '${step.hex.replaceAll(/../g, "\\x$&")}'`;
    case "expect":
      return `${words}expect ${step.connection} '${step.pattern}'`;
    case "pause":
      return `${words}sleep ${step.ms / 1000}`;
    case "open":
      return `connect ${step.connection}`;
    case "close":
      return `close ${step.connection}`;
    case "closed":
      return `${words}closed ${step.connection}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const RUNTIME = `declare -A fd came
TYPES=(reserved-0 CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK PINGREQ
  PINGRESP DISCONNECT AUTH)

connect() { # connection
  local new
  { exec {new}<>"/dev/tcp/$HOST/$PORT"; } 2>/dev/null || finish 3 "no connection to $HOST:$PORT"
  fd[$1]=$new
  came[$1]=''
}

close() { # connection
  local old=\${fd[$1]}
  exec {old}>&-
  unset "fd[$1]"
}

send() { # connection, bytes for printf
  local digits=\${2//\\\\x/}
  digits=\${digits//$old/$name}
  echo "#$1 -> $digits"
  # shellcheck disable=SC2059
  printf "$(printf %s "$digits" | sed 's/../\\\\x&/g')" 2>/dev/null >&"\${fd[$1]}"
}

# Reads bytes as digits. Fails with 124 where they do not come in time, and with 1 where the connection is closed.
bytes() { # connection, how many, seconds
  local digits status
  digits=$(timeout "$3" dd bs=1 count="$2" status=none 2>/dev/null <&"\${fd[$1]}" | xxd -p | tr -d '\\n'; exit "\${PIPESTATUS[0]}")
  status=$?
  if [ $status -eq 124 ]; then return 124; fi
  if [ \${#digits} -lt $(($2 * 2)) ]; then return 1; fi
  printf %s "$digits"
}

# Reads one packet as digits.
packet() { # connection, seconds
  local all byte length=0 factor=1
  all=$(bytes "$1" 1 "$2") || return
  while :; do
    byte=$(bytes "$1" 1 "$2") || return
    all+=$byte
    length=$((length + (16#$byte & 127) * factor))
    factor=$((factor * 128))
    if [ $((16#$byte)) -lt 128 ]; then break; fi
  done
  if [ $length -gt 0 ]; then all+=$(bytes "$1" $length "$2") || return; fi
  echo "#$1 <- $all \${TYPES[16#\${all:0:1}]}" >&2
  printf %s "$all"
}

expect() { # connection, pattern
  local one pattern=\${2//$old/$name}
  for one in \${came[$1]}; do
    # shellcheck disable=SC2053
    if [[ $one == $pattern ]]; then
      came[$1]=\${came[$1]/ $one/}
      return
    fi
  done
  while one=$(packet "$1" "$TIMEOUT"); do
    # shellcheck disable=SC2053
    if [[ $one == $pattern ]]; then return; fi
    came[$1]+=" $one"
  done
  differs "#$1 has no $pattern"
}

closed() { # connection
  local one status
  while :; do
    one=$(packet "$1" "$TIMEOUT")
    status=$?
    if [ $status -eq 124 ]; then differs "#$1 is still open after $TIMEOUT s"; fi
    if [ $status -ne 0 ]; then break; fi
    came[$1]+=" $one"
  done
  echo "#$1 was closed by the broker"
  close "$1"
}

# Nothing more comes, and no connection is closed, for as long as an answer may take.
silence() {
  local number seconds=$TIMEOUT
  for number in "\${!came[@]}"; do
    if [ -n "\${came[$number]}" ]; then differs 'something else came'; fi
  done
  for number in "\${!fd[@]}"; do
    packet "$number" "$seconds" >/dev/null
    if [ $? -ne 124 ]; then differs 'something else came, or a connection was closed'; fi
    seconds=0.1
  done
}

finish() { # exit code, words
  echo "$2"
  exit "$1"
}
`;
