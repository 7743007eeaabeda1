/**
 * `x84 user`: accounts, with or without a server that runs.
 *
 * @module
 */

import { OperatorError } from "../base/errors.ts";
import type { AdminAnswers } from "../server/admin_calls.ts";
import { SYSOP_GROUP } from "../wire/users.ts";
import { type Command, type Context, EXIT } from "./command.ts";
import { withDesk } from "./desk.ts";
import { renderTable } from "./table.ts";

const PASSWORD_HELP = "The password is asked for; from a pipe, the first line is taken.";

async function readPassword({ console }: Context): Promise<string> {
  const password = await console.readSecret("Password: ");
  if (console.asks && await console.readSecret("Again: ") !== password) {
    throw new OperatorError("Cannot set password: the two were not the same");
  }
  return password;
}

function date(time: number): string {
  return time === 0 ? "never" : new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

function nobody(what: string, handle: string): OperatorError {
  return new OperatorError(`Cannot ${what} "${handle}": there is no such user`);
}

const add: Command = {
  name: "user add",
  operands: "HANDLE",
  least: 1,
  most: 1,
  summary: "Make an account; the first one of a board becomes a sysop",
  details: [PASSWORD_HELP],
  options: [
    { name: "location", value: "TEXT", help: "Where the user lives" },
    { name: "email", value: "ADDRESS", help: "How to reach the user" },
    { name: "sysop", help: `Put the user into the group "${SYSOP_GROUP}"` },
  ],
  run: async (context) => {
    const { paths, console, operands: [handle = ""], by } = context;
    const application = {
      handle,
      password: await readPassword(context),
      location: context.value("location") ?? "",
      email: context.value("email") ?? "",
    };
    const groups = context.flag("sysop") ? [SYSOP_GROUP] : [];
    const added = await withDesk(
      paths,
      (desk) => desk.perform<"addUser">({ verb: "addUser", application, groups }, by),
    );
    if ("fault" in added) {
      throw new OperatorError(
        `Cannot add "${handle}": ${added.fault.charAt(0).toLowerCase()}${added.fault.slice(1)}`,
      );
    }
    const { user } = added;
    console.print(`Added ${user.handle}${user.groups.length === 0 ? "" : ` (${user.groups.join(", ")})`}`);
    return EXIT.ok;
  },
};

const list: Command = {
  name: "user list",
  least: 0,
  most: 0,
  summary: "List the accounts",
  details: ["Times are UTC."],
  run: async ({ paths, console, by }) => {
    const rows: string[][] = [];
    await withDesk(paths, async (desk) => {
      for (let after: string | null = ""; after !== null;) {
        const page: AdminAnswers["listUsers"] = await desk.perform<"listUsers">(
          { verb: "listUsers", after },
          by,
        );
        rows.push(
          ...page.users.map(({ handle, groups, calls, lastCall, created, email, location }) => [
            handle,
            groups.join(",") || "-",
            String(calls),
            date(lastCall),
            date(created),
            email || "-",
            location || "-",
          ]),
        );
        after = page.next;
      }
    });
    if (rows.length === 0) {
      console.print("Nobody has an account yet");
      return EXIT.ok;
    }
    const [head, ...lines] = renderTable(
      ["HANDLE", "GROUPS", "CALLS", "LAST CALL", "CREATED", "EMAIL", "LOCATION"],
      rows,
    );
    console.print(head!, "strong");
    for (const line of lines) console.print(line);
    return EXIT.ok;
  },
};

const passwd: Command = {
  name: "user passwd",
  operands: "HANDLE",
  least: 1,
  most: 1,
  summary: "Set a password",
  details: [PASSWORD_HELP, "Sessions that the user has stay."],
  run: async (context) => {
    const { paths, console, operands: [handle = ""], by } = context;
    const password = await readPassword(context);
    const found = await withDesk(
      paths,
      (desk) => desk.perform<"setPassword">({ verb: "setPassword", handle, password }, by),
    );
    if (!found) throw nobody("set the password of", handle);
    console.print(`Set the password of ${handle}`);
    return EXIT.ok;
  },
};

const remove: Command = {
  name: "user delete",
  operands: "HANDLE",
  least: 1,
  most: 1,
  summary: "Delete an account with all that is kept under it, and end the user's sessions",
  run: async ({ paths, console, operands: [handle = ""], by }) => {
    const found = await withDesk(
      paths,
      (desk) => desk.perform<"deleteUser">({ verb: "deleteUser", handle }, by),
    );
    if (!found) throw nobody("delete", handle);
    console.print(`Deleted ${handle}`);
    return EXIT.ok;
  },
};

function groupCommand(verb: "grant" | "revoke", summary: string): Command {
  return {
    name: `user ${verb}`,
    operands: "HANDLE GROUP",
    least: 2,
    most: 2,
    summary,
    details: [
      `The group "${SYSOP_GROUP}" may do everything. Sessions that the user has are changed at once.`,
    ],
    run: async ({ paths, console, operands: [handle = "", group = ""], by }) => {
      const { groups, handle: name } = await withDesk(
        paths,
        (desk) => desk.perform<typeof verb>({ verb, handle, group }, by),
      );
      console.print(`${name} is in ${groups.length === 0 ? "no group" : groups.join(", ")}`);
      return EXIT.ok;
    },
  };
}

/** The commands of the group. */
export const userCommands: readonly Command[] = [
  add,
  list,
  passwd,
  remove,
  groupCommand("grant", "Put a user into a group"),
  groupCommand("revoke", "Take a user out of a group"),
];
