/**
 * What the tests of doors share: boards with doors that are small programs of the shell, and what of them runs.
 *
 * @module
 */

import { startBoard } from "./battery_kit.ts";
import { type TestBoard, until } from "./harness.ts";

/** Sections `[door NAME]` by name. */
export type DoorSections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** Whether this machine can make a pseudo-terminal. */
export const NO_SCRIPT = !["/usr/bin", "/bin", "/usr/local/bin"].some((folder) => {
  try {
    return Deno.statSync(`${folder}/script`).isFile;
  } catch {
    return false;
  }
});

/** A board of fixtures with doors. Programs are texts of `sh`, written into files of the home folder. */
export async function startDoors(
  programs: Readonly<Record<string, string>>,
  sections: DoorSections = {},
  home?: string,
): Promise<TestBoard> {
  const folder = home ?? await Deno.makeTempDir({ prefix: "x84-test-" });
  const doors: Record<string, Record<string, string | number | boolean>> = {};
  for (const [name, text] of Object.entries(programs)) {
    await Deno.writeTextFile(`${folder}/${name}.sh`, text);
    doors[`door ${name}`] = { command: `/bin/sh {home}/${name}.sh`, guests: true, ...sections[name] };
  }
  for (const [name, keys] of Object.entries(sections)) doors[`door ${name}`] ??= { guests: true, ...keys };
  return await startBoard({ home: folder, ini: doors });
}

/** Process ids of everything that has a word in its command line or, as a door, in its environment. */
export function processesWith(word: string): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = Deno.readTextFileSync(`/proc/${name}/cmdline`) +
        Deno.readTextFileSync(`/proc/${name}/environ`);
      if (text.includes(word)) found.push(Number(name));
    } catch {
      // It has ended, or is somebody else's.
    }
  }
  return found;
}

/** Waits until nothing of a board's doors is left: no process, no folder. */
export async function untilNothingLeft(board: TestBoard, mark: string): Promise<void> {
  await until(`nothing of ${mark} is left: ${processesWith(mark)}`, () => processesWith(mark).length === 0);
  await until("the folders of the runs are gone", () => {
    try {
      return [...Deno.readDirSync(`${board.home}/cache/doors`)].length === 0;
    } catch {
      return true;
    }
  });
}

/** Waits until a door has written a word into a file of the home folder; answers what it says. */
export function untilFile(board: TestBoard, name: string): Promise<string> {
  return until(`file ${name} is written`, () => {
    try {
      return Deno.readTextFileSync(`${board.home}/${name}`).trim() || undefined;
    } catch {
      return undefined;
    }
  });
}
