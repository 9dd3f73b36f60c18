// A file of an earlier format is brought up to the present one, wholly or not at all.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type FileKind, openFile } from "./sqlite-file.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-migration-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FIRST: FileKind = {
  applicationId: 7,
  format: 1,
  migrations: [],
  schema: "CREATE TABLE word (text TEXT); INSERT INTO word VALUES ('old');",
};
const THIRD: FileKind = {
  applicationId: 7,
  format: 3,
  migrations: [
    (database) => database.exec("ALTER TABLE word ADD COLUMN length INTEGER"),
    (database) => database.exec("UPDATE word SET length = length(text)"),
  ],
  schema: "CREATE TABLE word (text TEXT, length INTEGER);",
};

const words = (file: string, kind: FileKind): unknown => {
  const database = openFile(file, "full", kind);
  const rows = database.prepare("SELECT * FROM word").all();
  database.close();
  return rows.map((row) => ({ ...row }));
};

test("each format makes the next one, once", () => {
  const file = join(folder, "first.db");
  expect(words(file, FIRST)).toEqual([{ text: "old" }]);
  expect(words(file, THIRD)).toEqual([{ text: "old", length: 3 }]);
  expect(words(file, THIRD)).toEqual([{ text: "old", length: 3 }]);
  expect(() => words(file, FIRST)).toThrow(/is of format 3, and this version knows up to 1: use a newer one/);
});

test("a step that fails leaves the file as it was", () => {
  const file = join(folder, "failed.db");
  words(file, FIRST);
  const broken: FileKind = {
    ...THIRD,
    migrations: [
      ...THIRD.migrations.slice(0, 1),
      () => {
        throw new Error("no room");
      },
    ],
  };
  expect(() => words(file, broken)).toThrow(/failed\.db cannot be used: no room/);
  expect(words(file, FIRST)).toEqual([{ text: "old" }]);
});
