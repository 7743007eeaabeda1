/**
 * Paths and patterns of the files beside the scripts, such as `art/main.ans`.
 *
 * @module
 */

/** No hidden files, no way up, nothing that another system reads otherwise; blanks and dots within are welcome. */
const NAME = String.raw`(?![.\s])[^\/\\:*?"<>|\p{C}\u2028\u2029]+(?<![.\s])`;
const PATH = new RegExp(`^${NAME}(?:/${NAME})*$`, "u");
const PATTERN = /^((?:[^/]+\/)*)([^/\\\p{C}]+)$/u;
const MAX_PATH = 500;
const EXPECTED = 'Cannot choose file: expected a pattern like "art/main*.ans"';

/** Whether a path leads to a file or folder beside the scripts, and nowhere else. */
export function isFilePath(path: string): boolean {
  return typeof path === "string" && path.length <= MAX_PATH && PATH.test(path);
}

/**
 * Finds a file: `"art/main.ans"` itself, or one by chance out of those that `"art/main*.ans"` fits. `*` stands for any
 * characters, `?` for one, `[iu]`, `[a-c]` and `[!x]` for one of them or none of them; case does not matter.
 * `undefined` when there is none.
 *
 * @throws {TypeError} for a pattern that leads elsewhere
 */
export async function pickFile(
  session: { listFiles(folder: string): Promise<string[]> },
  path: string,
  random: () => number = Math.random,
): Promise<string | undefined> {
  if (typeof path !== "string") throw new TypeError(EXPECTED);
  if (!/[*?[]/.test(path)) return path;
  const [, folder, pattern] = PATTERN.exec(path) ?? [];
  if (folder === undefined || pattern === undefined || path.length > MAX_PATH) throw new TypeError(EXPECTED);
  const name = folder.slice(0, -1);
  if (name !== "" && !isFilePath(name)) throw new TypeError(EXPECTED);
  const fits = compile(pattern);
  const names = (await session.listFiles(name)).filter((name) => fits.test(name) && isFilePath(name));
  const picked = names[Math.min(names.length - 1, Math.floor(random() * names.length))];
  return picked === undefined ? undefined : folder + picked;
}

function compile(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[^]/gu, (part, not: string, set: string | undefined) => {
    if (set !== undefined) return `[${not && "^"}${set.replace(/[\\\]^[]/g, "\\$&")}]`;
    if (part === "*") return ".*";
    if (part === "?") return ".";
    return part.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
  });
  try {
    return new RegExp(`^${source}$`, "iu");
  } catch {
    // A range that runs backwards.
    throw new TypeError(EXPECTED);
  }
}
