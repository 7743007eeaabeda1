/**
 * `x84 db`: the rows that scripts and the host keep, and copies of all of them.
 *
 * @module
 */

import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import { escapeJson } from "../log/escape.ts";
import type { AdminAnswers, RowName } from "../server/admin_calls.ts";
import { parseKey } from "../wire/kv.ts";
import { type Command, type Context, EXIT, type Option, UsageError } from "./command.ts";
import { withDesk } from "./desk.ts";
import { checkTarget, deliverCopy, printExport, tablesOfExport } from "./store_files.ts";
import { renderTable } from "./table.ts";

const NAMES_HELP = "SCHEMA/TABLE/KEY may also be written as three words.";
const FORCE: Option = {
  name: "force",
  help: "Change rows of the host's own schemas, too (never those of passwords)",
};

/** Takes `SCHEMA/TABLE/KEY` apart, or as many words; a key may hold slashes. */
export function parsePlace(words: readonly string[], parts: 2 | 3): string[] {
  const place: string[] = [];
  let rest = [...words];
  while (rest.length > 0 && place.length < 2) {
    const [word = "", ...others] = rest;
    const slash = word.indexOf("/");
    place.push(slash < 0 ? word : word.slice(0, slash));
    rest = slash < 0 ? others : [word.slice(slash + 1), ...others];
  }
  place.push(...rest);
  const expected = parts === 2 ? "SCHEMA/TABLE" : "SCHEMA/TABLE/KEY";
  if (place.length < parts) {
    throw new UsageError(`Cannot find row: expected ${expected}, found ${quote(words.join(" "))}`);
  }
  try {
    parseSchemaName(place[0]!);
    parseTableName(place[1]!);
    if (parts === 3) parseKey(place[2]);
  } catch (error) {
    throw new UsageError(toPlainError(error).message);
  }
  return place;
}

/** The row that the operands name, and the operands behind it. */
function rowOf(
  { operands }: Context,
  more: 0 | 1,
): { readonly row: RowName; readonly rest: readonly string[] } {
  const [schema = "", table = "", key = "", ...rest] = parsePlace(operands, 3);
  if (rest.length > more) {
    throw new UsageError(`Cannot use ${quote(rest[more]!)}: expected nothing more behind the key`);
  }
  return { row: { schema, table, key }, rest };
}

function missing({ schema, table, key }: RowName): OperatorError {
  return new OperatorError(`Cannot find key ${quote(key)} in "${schema}/${table}": there is none`);
}

const list: Command = {
  name: "db list",
  operands: "[SCHEMA/TABLE]",
  least: 0,
  most: 2,
  summary: "List the tables, or the keys of a table",
  options: [
    { name: "prefix", value: "TEXT", help: "Only keys that begin so" },
    { name: "values", help: "A line of JSON for each row, with its key and value" },
  ],
  run: async (context) => {
    const { paths, console, operands, by } = context;
    if (operands.length === 0) {
      const tables = await withDesk(paths, async (desk) => {
        return await tablesOfExport(
          await desk.perform<"copyStore">({ verb: "copyStore", kind: "export" }, by),
        );
      });
      const [head, ...rows] = renderTable(
        ["TABLE", "ROWS"],
        [...tables].map(([name, count]) => [name, String(count)]),
      );
      console.print(head!, "strong");
      for (const row of rows) console.print(row);
      return EXIT.ok;
    }
    const [schema = "", table = ""] = parsePlace(operands, 2);
    const values = context.flag("values");
    const prefix = context.value("prefix") ?? "";
    await withDesk(paths, async (desk) => {
      let after: string | null = null;
      do {
        const page: AdminAnswers["listRows"] = await desk.perform<"listRows">(
          { verb: "listRows", schema, table, prefix, after, values },
          by,
        );
        page.keys.forEach((key, i) => {
          console.print(
            values ? escapeJson(`{"key":${JSON.stringify(key)},"value":${page.values[i]}}`) : key,
          );
        });
        after = page.next;
      } while (after !== null && !console.gone);
    });
    return EXIT.ok;
  },
};

const get: Command = {
  name: "db get",
  operands: "SCHEMA/TABLE/KEY",
  least: 1,
  most: 3,
  summary: "Print a value as JSON",
  details: [NAMES_HELP],
  run: async (context) => {
    const { row } = rowOf(context, 0);
    const value = await withDesk(
      context.paths,
      (desk) => desk.perform<"getRow">({ verb: "getRow", ...row }, context.by),
    );
    if (value === null) throw missing(row);
    context.console.print(escapeJson(value));
    return EXIT.ok;
  },
};

const set: Command = {
  name: "db set",
  operands: "SCHEMA/TABLE/KEY [JSON]",
  least: 1,
  most: 4,
  summary: "Store a value; without JSON it is read from the input",
  details: [
    NAMES_HELP,
    'A negative number needs "--" before it. While the server runs, a value may take 64 KiB.',
  ],
  options: [FORCE],
  run: async (context) => {
    const { row, rest } = rowOf(context, 1);
    const value = (rest[0] ?? await context.console.readAll()).trim();
    const force = context.flag("force");
    await withDesk(
      context.paths,
      (desk) => desk.perform<"setRow">({ verb: "setRow", ...row, value, force }, context.by),
    );
    return EXIT.ok;
  },
};

const remove: Command = {
  name: "db delete",
  operands: "SCHEMA/TABLE/KEY",
  least: 1,
  most: 3,
  summary: "Delete a row",
  details: [NAMES_HELP],
  options: [FORCE],
  run: async (context) => {
    const { row } = rowOf(context, 0);
    const force = context.flag("force");
    const found = await withDesk(
      context.paths,
      (desk) => desk.perform<"deleteRow">({ verb: "deleteRow", ...row, force }, context.by),
    );
    if (!found) throw missing(row);
    return EXIT.ok;
  },
};

const exportRows: Command = {
  name: "db export",
  operands: "[FILE]",
  least: 0,
  most: 1,
  summary: "Write every row as a line of JSON, to a file or to the output",
  details: [
    'A line is {"schema", "table", "key", "value"}. The hashes of passwords are left out.',
  ],
  options: [
    { name: "with-passwords", help: "Leave the hashes of passwords in" },
    { name: "force", help: "Overwrite the file" },
  ],
  run: async (context) => {
    const { paths, console, operands: [file = "-"], by } = context;
    const options = { passwords: context.flag("with-passwords"), force: context.flag("force") };
    if (file !== "-") await checkTarget(file, options.force);
    await withDesk(paths, async (desk) => {
      const copy = await desk.perform<"copyStore">({ verb: "copyStore", kind: "export" }, by);
      if (file === "-") await printExport(copy, console, options.passwords);
      else await deliverCopy(copy, file, options);
    });
    if (file !== "-") console.print(`Exported to ${file}`);
    return EXIT.ok;
  },
};

const backup: Command = {
  name: "db backup",
  operands: "FILE",
  least: 1,
  most: 1,
  summary: "Write a consistent copy of the database, while the server runs or not",
  details: [
    "The copy is a database again: put it in the place of data/x84.sqlite3 to go back to it.",
    "It holds everything, the hashes of passwords, too; only its owner may read it.",
  ],
  options: [{ name: "force", help: "Overwrite the file" }],
  run: async (context) => {
    const { paths, console, operands: [file = ""], by } = context;
    const force = context.flag("force");
    await checkTarget(file, force);
    await withDesk(paths, async (desk) => {
      const copy = await desk.perform<"copyStore">({ verb: "copyStore", kind: "backup" }, by);
      await deliverCopy(copy, file, { passwords: true, force });
    });
    console.print(`Backed up to ${file}`);
    return EXIT.ok;
  },
};

/** The commands of the group. */
export const dbCommands: readonly Command[] = [list, get, set, remove, exportRows, backup];
