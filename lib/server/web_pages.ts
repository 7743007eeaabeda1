/**
 * What the web door shows: its page, the files that belong to it, and notices. All of it is read when the door opens,
 * and nothing else is ever served.
 *
 * The files' names begin with what is in them, so that browsers may keep them.
 *
 * @module
 */

import { createRequire } from "node:module";
import { concatBytes } from "../base/bytes.ts";

/** Files of ours. */
const OWN = [
  "page.css",
  "page.js",
  "call.js",
  "drawing.js",
  "keys.js",
  "letters.js",
  "styles.js",
  "icon.svg",
] as const;
/** Files of packages. */
const PACKAGES = [
  ["@xterm/xterm", "lib/xterm.mjs"],
  ["@xterm/xterm", "css/xterm.css"],
  ["@xterm/addon-fit", "lib/addon-fit.mjs"],
  ["@xterm/addon-webgl", "lib/addon-webgl.mjs"],
] as const;
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** A file. */
export interface WebFile {
  readonly contentType: string;
  readonly plain: Uint8Array;
  /** The same, compressed. */
  readonly gzip: Uint8Array;
}

/** All of it. */
export class WebPages {
  private constructor(
    /** By path, with its slash. */
    private readonly files: ReadonlyMap<string, WebFile>,
    private readonly assets: string,
    private readonly templates: { readonly index: string; readonly notice: string },
  ) {}

  /** Reads the files. */
  static async load(): Promise<WebPages> {
    const templates = { index: await readOwn("index.html"), notice: await readOwn("notice.html") };
    const texts = new Map<string, string>();
    for (const name of OWN) texts.set(name, await readOwn(name));
    for (const [name, path] of PACKAGES) texts.set(baseName(path), await readPackage(name, path));
    const assets = await fingerprint([...texts.values()]);
    const files = new Map<string, WebFile>();
    for (const [name, text] of texts) {
      const plain = new TextEncoder().encode(text);
      const contentType = TYPES[name.split(".").at(-1)!]!;
      files.set(`/${assets}/${name}`, { contentType, plain, gzip: await compress(plain) });
    }
    return new WebPages(files, assets, templates);
  }

  /** The file at a path, `undefined` where there is none. */
  file(path: string): WebFile | undefined {
    return this.files.get(path);
  }

  /** The page. */
  index(board: string): Uint8Array {
    return this.#fill(this.templates.index, { name: board });
  }

  /** A page with a sentence on it. */
  notice(board: string, notice: string): Uint8Array {
    return this.#fill(this.templates.notice, { name: board, notice });
  }

  #fill(template: string, values: Readonly<Record<string, string>>): Uint8Array {
    const all: Readonly<Record<string, string>> = { ...values, assets: this.assets };
    return new TextEncoder().encode(
      template.replace(/\{\{ ?(\w+) ?\}\}/g, (_, name: string) => escapeHtml(all[name] ?? "")),
    );
  }
}

/** Text as it may stand in a page and in its attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Our scripts import packages by their names, which browsers do not know. */
async function readOwn(name: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../web/${name}`, import.meta.url));
  return PACKAGES.reduce(
    (all, [from, path]) => all.replace(`from "${from}"`, `from "./${baseName(path)}"`),
    text,
  );
}

function baseName(path: string): string {
  return path.split("/").at(-1)!;
}

/** A file of a package, behind its licence, which has to go with it. */
async function readPackage(name: string, path: string): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const [licence, text] = await Promise.all(
    ["LICENSE", path].map((file) => Deno.readTextFile(resolve(`${name}/${file}`))),
  );
  // The maps are not served.
  return `/*\n${licence}*/\n${text!.replace(/^\/\/# sourceMappingURL=.*$/m, "")}`;
}

async function fingerprint(texts: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texts.join("\0")));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function compress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  for await (const chunk of compressed) chunks.push(chunk);
  return concatBytes(chunks);
}
