/**
 * Groups, in the words of x/84. A group is there as long as somebody is in it; the host decides who may change one.
 *
 * @module
 */

import type { HostCaller } from "./host_caller.ts";
import { getSession } from "./script.ts";

/** Members on a page. */
const PAGE = 1000;
/** Names on a page. */
const NAMES = 100;

/**
 * A group, by its name.
 *
 * ```ts
 * import { Group, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   for await (const group of Group.list()) {
 *     await session.echo(`${group.name}: ${(await group.members()).join(", ")}\r\n`);
 *   }
 * }
 * ```
 */
export class Group {
  readonly #caller: HostCaller | undefined;

  /** `name` is a lower-case word. */
  constructor(readonly name: string, caller?: HostCaller) {
    this.#caller = caller;
  }

  /** All groups that somebody is in, in the order of their names. */
  static async *list(caller: HostCaller = getSession()): AsyncGenerator<Group, void> {
    let after = "";
    for (;;) {
      const page = await caller.call({ verb: "listGroups", after, limit: NAMES });
      for (const name of page) yield new Group(name, caller);
      if (page.length < NAMES) return;
      after = page.at(-1)!;
    }
  }

  /** The group of that name, if somebody is in it. */
  static async find(name: string, caller: HostCaller = getSession()): Promise<Group | undefined> {
    const members = await caller.call({ verb: "listGroup", group: name, after: "", limit: 1 });
    return members.length === 0 ? undefined : new Group(name, caller);
  }

  /** Handles of its members, in order. */
  async members(): Promise<readonly string[]> {
    const members: string[] = [];
    for (;;) {
      const after = members.at(-1) ?? "";
      const page = await this.#asking.call({ verb: "listGroup", group: this.name, after, limit: PAGE });
      members.push(...page);
      if (page.length < PAGE) return members;
    }
  }

  /** Puts a user into it; sysops only. */
  async add(handle: string): Promise<void> {
    await this.#asking.call({ verb: "setMember", group: this.name, handle, member: true });
  }

  /** Takes a user out of it; sysops only. */
  async remove(handle: string): Promise<void> {
    await this.#asking.call({ verb: "setMember", group: this.name, handle, member: false });
  }

  /** Takes everybody out of it; sysops only, and not the group of sysops. Answers whether somebody was in it. */
  delete(): Promise<boolean> {
    return this.#asking.call({ verb: "deleteGroup", group: this.name });
  }

  get #asking(): HostCaller {
    return this.#caller ?? getSession();
  }
}
