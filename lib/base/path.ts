/**
 * The few things that are done with paths; from `node:path`, which needs no permission.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

export { dirname, isAbsolute, resolve } from "node:path";

/** The path of a `file:` URL, without a slash at its end. */
export function fromFileUrl(url: string | URL): string {
  const path = fileURLToPath(url);
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
