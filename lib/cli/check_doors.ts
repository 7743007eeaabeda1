/**
 * What `x84 check` says of doors: whether their programs are there.
 *
 * @module
 */

import type { Configuration } from "../config/configuration.ts";
import { doorPath, programOf } from "../host/door_plan.ts";
import { machineTrouble, programTrouble } from "../host/door_program.ts";
import { doorFamily, type DoorSettings, hasProgram } from "../host/door_settings.ts";
import { fillIn, placeholdersIn, splitWords } from "../text/command_line.ts";
import { doorsSection } from "../wire/world_settings.ts";

/** A sentence for each door that cannot be opened. */
export async function doorProblems(configuration: Configuration, home: string): Promise<readonly string[]> {
  const doors = configuration.members(doorFamily).filter(({ values }) =>
    values.enabled && hasProgram(values)
  );
  const machine = doors.length === 0 ? undefined : await machineTrouble();
  if (machine !== undefined) return [`Cannot open section [door ${doors[0]!.name}]: ${machine}`];
  const problems: string[] = [];
  for (const { name, values } of doors) {
    const places = new Map([["home", home]]);
    const program = programOf(values.command, places);
    const own = (splitWords(values.env) ?? []).findLast((word) => word.startsWith("PATH="));
    const path = own === undefined
      ? configuration.get(doorsSection).path
      : fillIn(own.slice("PATH=".length), places);
    const trouble = await programTrouble(program, doorPath(values.folder, home, 1), path);
    if (trouble !== undefined) problems.push(`Cannot open section [door ${name}]: ${trouble}`);
    if (values.droppath === "") continue;
    const drop = doorPath(values.droppath, home, 1);
    const info = await Deno.stat(drop).catch(() => undefined);
    if (info?.isDirectory !== true) {
      problems.push(`Cannot use "droppath" in section [door ${name}]: there is no folder "${drop}"`);
    }
  }
  return problems;
}

/** Sentences about doors whose callers would write over each other's drop files; only one of them is let in. */
export function doorWarnings(configuration: Configuration, home: string): readonly string[] {
  const dropping = configuration.members(doorFamily).filter(({ values }) =>
    values.enabled && hasProgram(values) && values.droptype !== "none" && values.droppath !== ""
  );
  const crowded = dropping
    // The name of a DORINFO has the node in it.
    .filter(({ values: { droptype, droppath, nodes } }) =>
      droptype !== "dorinfo" && nodes !== 1 && !placeholdersIn(droppath).includes("node")
    )
    .map(({ name }) =>
      `"droppath" in section [door ${name}] has no {node} in it: one caller at a time can use that door`
    );
  const files = Map.groupBy(dropping, ({ values: { droptype, droppath } }) => {
    return `${droptype} ${doorPath(droppath, home, 1)}`;
  });
  const shared = [...files.values()]
    // Nodes of sessions are told apart, those that each door counts by itself are not.
    .filter((doors) => doors.length > 1 && !doors.every(({ values }) => tellsSessions(values)))
    .map((doors) => {
      const names = doors.map(({ name }) => `[door ${name}]`).join(", ");
      return `the drop files of ${names} are the same: a caller in one keeps others out of the rest`;
    });
  return [...crowded, ...shared];
}

/** Whether the drop file of each session is another. */
function tellsSessions(values: DoorSettings): boolean {
  const { droptype, droppath, nodes } = values;
  return nodes === 0 && (droptype === "dorinfo" || placeholdersIn(droppath).includes("node"));
}
