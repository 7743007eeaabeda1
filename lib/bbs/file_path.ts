/**
 * Paths and patterns of the files beside the scripts, such as `art/main.ans`.
 *
 * @module
 */

/** No hidden files, no way up, nothing that another system reads otherwise; blanks and dots within are welcome. */
const NAME = String.raw`(?![.\s])[^\/\\:*?"<>|\p{C}\u2028\u2029]+(?<![.\s])`;
const PATH = new RegExp(`^${NAME}(?:/${NAME})*$`, "u");
const WILD = /[*?[]/;
const PATTERN = /^((?:[^/]+\/)*)([^/\\\p{C}]+)$/u;
const MAX_PATH = 500;
const EXPECTED = 'Cannot choose file: expected a pattern like "art/main*.ans"';

/** A session, or whoever else tells the names of files. */
export interface FileLister {
  listFiles(folder: string): Promise<string[]>;
}

/** Whether a path leads to a file or folder beside the scripts, and nowhere else. */
export function isFilePath(path: string): boolean {
  return typeof path === "string" && path.length <= MAX_PATH && PATH.test(path);
}

/**
 * Finds a file: `"art/main.ans"` itself, or one by chance out of those that `"art/main*.ans"` fits, see
 * {@linkcode findFiles}. `undefined` when there is none.
 *
 * @throws {TypeError} for a pattern that leads elsewhere
 */
export async function pickFile(
  session: FileLister,
  path: string,
  random: () => number = Math.random,
): Promise<string | undefined> {
  if (typeof path !== "string") throw new TypeError(EXPECTED);
  if (!WILD.test(path)) return path;
  const paths = await findFiles(session, path);
  return paths[Math.min(paths.length - 1, Math.floor(random() * paths.length))];
}

/**
 * The paths of all files that a pattern like `"art/main*.ans"` fits, in the order of their names. `*` stands for any
 * characters, `?` for one, `[iu]`, `[a-c]` and `[!x]` for one of them or none of them; case does not matter. A path
 * without any of these is answered as it is, whether the file is there or not.
 *
 * @throws {TypeError} for a pattern or a path that leads elsewhere
 */
export async function findFiles(session: FileLister, path: string): Promise<string[]> {
  if (isFilePath(path) && !WILD.test(path)) return [path];
  if (typeof path !== "string" || !WILD.test(path)) throw new TypeError(EXPECTED);
  const [, folder, pattern] = PATTERN.exec(path) ?? [];
  if (folder === undefined || pattern === undefined || path.length > MAX_PATH) throw new TypeError(EXPECTED);
  const name = folder.slice(0, -1);
  if (name !== "" && !isFilePath(name)) throw new TypeError(EXPECTED);
  const fits = compile(pattern);
  const names = await session.listFiles(name);
  return names.filter((name) => fits.test(name) && isFilePath(name)).map((name) => folder + name);
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
