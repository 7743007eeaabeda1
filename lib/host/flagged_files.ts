/**
 * The files that a user has flagged: the attribute `flaggedfiles` of his account, a list of paths below the file area.
 *
 * @module
 */

import type { Accounts } from "./accounts.ts";
import type { FlaggedFiles } from "./sftp_visit.ts";

const ATTRIBUTE = "flaggedfiles";
/** Paths that are looked at. */
const MAX_FLAGS = 1000;

/** A user's flagged files. */
export function flaggedFiles(
  accounts: Pick<Accounts, "getAttribute" | "setAttribute">,
  handle: string,
): FlaggedFiles {
  const list = async (): Promise<string[]> => {
    const kept: unknown = JSON.parse(await accounts.getAttribute(handle, ATTRIBUTE) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.slice(0, MAX_FLAGS).filter((path): path is string => typeof path === "string");
  };
  return {
    list,
    async remove(path) {
      const kept = await list();
      const left = kept.filter((other) => other !== path);
      if (left.length === kept.length) return;
      await accounts.setAttribute(handle, ATTRIBUTE, left.length === 0 ? undefined : JSON.stringify(left));
    },
  };
}
