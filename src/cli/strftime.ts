// Moments as text: the letters of strftime that `@` stands before in the formats of `touchstone sub`, as in the C locale.

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ..."January,February,March,April,May,June,July".split(","),
  ..."August,September,October,November,December".split(","),
];
const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, "0");
const blank = (value: number): string => String(value).padStart(2, " ");
const hourOf12 = (moment: Date): number => moment.getHours() % 12 || 12;
const dayName = (moment: Date): string => DAYS[moment.getDay()] ?? "";
const monthName = (moment: Date): string => MONTHS[moment.getMonth()] ?? "";

const LETTERS: Readonly<Record<string, (moment: Date) => string>> = {
  a: (moment) => dayName(moment).slice(0, 3),
  A: dayName,
  b: (moment) => monthName(moment).slice(0, 3),
  B: monthName,
  c: (moment) => all(moment, "a b e T Y"),
  C: (moment) => two(Math.floor(moment.getFullYear() / 100)),
  d: (moment) => two(moment.getDate()),
  D: (moment) => all(moment, "m/d/y"),
  e: (moment) => blank(moment.getDate()),
  F: (moment) => all(moment, "Y-m-d"),
  h: (moment) => monthName(moment).slice(0, 3),
  H: (moment) => two(moment.getHours()),
  I: (moment) => two(hourOf12(moment)),
  j: (moment) => String(dayOfYear(moment)).padStart(3, "0"),
  k: (moment) => blank(moment.getHours()),
  l: (moment) => blank(hourOf12(moment)),
  m: (moment) => two(moment.getMonth() + 1),
  M: (moment) => two(moment.getMinutes()),
  n: () => "\n",
  N: (moment) => `${String(moment.getMilliseconds()).padStart(3, "0")}000000`,
  p: (moment) => (moment.getHours() < 12 ? "AM" : "PM"),
  R: (moment) => all(moment, "H:M"),
  s: (moment) => String(Math.floor(moment.getTime() / 1000)),
  S: (moment) => two(moment.getSeconds()),
  t: () => "\t",
  T: (moment) => all(moment, "H:M:S"),
  u: (moment) => String(moment.getDay() || 7),
  w: (moment) => String(moment.getDay()),
  x: (moment) => all(moment, "m/d/y"),
  X: (moment) => all(moment, "H:M:S"),
  y: (moment) => two(moment.getFullYear() % 100),
  Y: (moment) => String(moment.getFullYear()),
  z: offset,
};

/** What writes a letter; undefined where there is none. */
export function timeLetter(letter: string): ((moment: Date) => string) | undefined {
  return Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** ISO 8601, as in 2016-08-10T09:47:38+0100. */
export function isoTime(moment: Date): string {
  return `${all(moment, "F")}T${all(moment, "T")}${offset(moment)}`;
}

/** The same with microseconds, as mosquitto has it in JSON. */
export function isoMicroseconds(moment: Date): string {
  const fraction = `${String(moment.getMilliseconds()).padStart(3, "0")}000`;
  return `${all(moment, "F")}T${all(moment, "T")}.${fraction}Z${offset(moment)}`;
}

function all(moment: Date, letters: string): string {
  return letters.replace(/[a-zA-Z]/g, (letter) => timeLetter(letter)?.(moment) ?? letter);
}

function offset(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

function dayOfYear(moment: Date): number {
  const date = Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((date - Date.UTC(moment.getFullYear(), 0, 1)) / DAY_MS) + 1;
}
