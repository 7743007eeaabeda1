/**
 * Groups, in the words of x/84. A group is there as long as somebody is in it.
 *
 * @module
 */

import type { HostCaller } from "./host_caller.ts";
import { getSession } from "./script.ts";

/** Members on a page. */
const PAGE = 1000;

/** A group, by its name. */
export class Group {
  readonly #caller: HostCaller | undefined;

  /** `name` is a lower-case word. */
  constructor(readonly name: string, caller?: HostCaller) {
    this.#caller = caller;
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

  get #asking(): HostCaller {
    return this.#caller ?? getSession();
  }
}
