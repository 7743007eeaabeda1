/**
 * A folder for SFTP on a real disk, with secrets beside it, links in and out, and visits by role.
 *
 * @module
 */

import { SftpArea } from "../../lib/host/sftp_area.ts";
import type { SftpSettings } from "../../lib/host/sftp_settings.ts";
import type { SftpOpening } from "../../lib/host/sftp_own.ts";
import type { SftpVisit } from "../../lib/host/sftp_visit.ts";
import { UploadBook } from "../../lib/host/upload_book.ts";
import { silentLogger } from "../../lib/log/logger.ts";
import { MemoryKvStore } from "../../lib/store/memory_kv_store.ts";

/** What is opened how. */
export const HOW = {
  read: { write: false, append: false, create: false, truncate: false, exclusive: false },
  put: { write: true, append: false, create: true, truncate: true, exclusive: false },
  change: { write: true, append: false, create: false, truncate: false, exclusive: false },
  append: { write: true, append: true, create: false, truncate: false, exclusive: false },
  exclusive: { write: true, append: false, create: true, truncate: false, exclusive: true },
} as const satisfies Record<string, SftpOpening>;

/** A place. */
export class SftpPlace implements AsyncDisposable {
  settings: SftpSettings = {
    enabled: true,
    root: "public",
    groups: [],
    guests: true,
    read_only: false,
    upload_groups: [],
    max_upload: 1,
    uploads_quota: 2,
    uploads_filemode: 0o644,
    idle_timeout: 900,
  };
  flags: string[] = [];
  readonly store: MemoryKvStore = new MemoryKvStore();
  area: SftpArea;

  private constructor(readonly home: string) {
    this.area = this.#open();
  }

  /** What a server that starts now would have. */
  restart(): void {
    this.area = this.#open();
  }

  #open(): SftpArea {
    return new SftpArea({
      settings: () => this.settings,
      filesRoot: () => "elsewhere",
      home: this.home,
      uploads: new UploadBook(this.store, silentLogger),
      maxEntries: 22_000,
      flagged: () => ({
        list: () => Promise.resolve(this.flags),
        remove: (path) => {
          this.flags = this.flags.filter((flag) => flag !== path);
          return Promise.resolve();
        },
      }),
    });
  }

  static async make(): Promise<SftpPlace> {
    const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "x84-sftp-" }));
    await Deno.mkdir(`${home}/public/games/.git`, { recursive: true });
    await Deno.mkdir(`${home}/publications`);
    await Deno.writeTextFile(`${home}/public/readme`, "Read me");
    await Deno.writeTextFile(`${home}/public/.hidden`, "hidden");
    await Deno.writeTextFile(`${home}/public/games/tetris`, "blocks");
    await Deno.writeTextFile(`${home}/public/games/.git/config`, "hidden");
    await Deno.writeTextFile(`${home}/secret`, "SECRET");
    await Deno.writeTextFile(`${home}/publications/secret`, "SECRET");
    // A name that is nowhere in the root, whatever is made there.
    for (const folder of [home, `${home}/publications`]) {
      await Deno.writeTextFile(`${folder}/beacon`, "SECRET");
    }
    await Deno.symlink(`${home}/secret`, `${home}/public/out`);
    await Deno.symlink("../publications", `${home}/public/outside`);
    await Deno.symlink("..", `${home}/public/up`);
    await Deno.symlink("nowhere", `${home}/public/dangling`);
    await Deno.symlink("games/tetris", `${home}/public/in`);
    await Deno.symlink("games/.git", `${home}/public/to-hidden`);
    return new SftpPlace(home);
  }

  visit(
    role: "sysop" | "user" | "guest" | readonly string[],
    handle: string = role === "sysop" ? "alice" : "bob",
    created: number = 1000,
  ): Promise<SftpVisit> {
    const groups = role === "sysop" ? ["sysop"] : typeof role === "string" ? [] : role;
    return this.area.visit({ handle, groups, created, guest: role === "guest" });
  }

  /** The text of a file below the home; `undefined` when there is none. */
  text(path: string): string | undefined {
    try {
      return Deno.readTextFileSync(`${this.home}/${path}`);
    } catch {
      return undefined;
    }
  }

  /** Everything outside the root, to compare with. */
  outside(): string {
    return [...Deno.readDirSync(this.home), ...Deno.readDirSync(`${this.home}/publications`)]
      .map(({ name }) => name).sort().join() + this.text("secret") + this.text("publications/secret");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

/** All of a file. */
export async function readAll(visit: SftpVisit, path: string): Promise<string> {
  const file = await visit.open(path, HOW.read);
  try {
    const bytes = new Uint8Array(1000);
    return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes, 0)));
  } finally {
    await file.close(true);
  }
}

/** Writes a file and closes it. */
export async function put(
  visit: SftpVisit,
  path: string,
  text: string,
  how: SftpOpening = HOW.put,
): Promise<void> {
  const file = await visit.open(path, how);
  try {
    await file.write(new TextEncoder().encode(text), 0);
  } finally {
    await file.close(true);
  }
}
