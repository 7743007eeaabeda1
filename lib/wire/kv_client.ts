/**
 * The asking side of a store: its verbs, and the client that speaks them over a port.
 *
 * Sessions hold one in their Worker, the host holds one on the main thread; both ends of the port are handed in.
 *
 * @module
 */

import {
  carriedLength,
  type KvCheck,
  type KvEntry,
  type KvMutation,
  type KvOperationOf,
  type KvPage,
  type KvRange,
  type KvResultOf,
  type KvTable,
  type KvVerb,
} from "./kv.ts";
import { StoreCaller, type StorePort } from "./store_caller.ts";

/**
 * What a key-value store can be asked. Keys are sorted by their UTF-8 bytes; values are JSON text; a write has
 * reached the disk when its promise is kept. All verbs reject with a `StoreError` when the store cannot.
 */
export interface KvClient {
  /** The entry of a key, `null` when it is absent. */
  get(table: KvTable, key: string): Promise<KvEntry | null>;
  /** Whether a key is there. */
  has(table: KvTable, key: string): Promise<boolean>;
  /** The entries of up to 1000 keys as of one moment, in the keys' order. */
  getMany(table: KvTable, keys: readonly string[]): Promise<readonly (KvEntry | null)[]>;
  /** One page of rows. */
  list(table: KvTable, range: KvRange): Promise<KvPage>;
  /** How many keys a table has. */
  count(table: KvTable): Promise<number>;
  /**
   * All mutations or none: the version they were given, or `null` when a check failed. The later of two mutations
   * of one key wins.
   */
  commit(checks: readonly KvCheck[], mutations: readonly KvMutation[]): Promise<number | null>;
  /** Removes every key of a table; answers how many went. */
  clear(table: KvTable): Promise<number>;
}

/** The verbs, spoken through one method. */
export abstract class KvVerbs implements KvClient {
  /** Carries out one operation. */
  abstract execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]>;

  get({ schema, table }: KvTable, key: string): Promise<KvEntry | null> {
    return this.execute<"get">({ type: "get", schema, table, key });
  }

  has({ schema, table }: KvTable, key: string): Promise<boolean> {
    return this.execute<"has">({ type: "has", schema, table, key });
  }

  getMany({ schema, table }: KvTable, keys: readonly string[]): Promise<readonly (KvEntry | null)[]> {
    return this.execute<"getMany">({ type: "getMany", schema, table, keys });
  }

  list({ schema, table }: KvTable, range: KvRange): Promise<KvPage> {
    return this.execute<"list">({ ...range, type: "list", schema, table });
  }

  count({ schema, table }: KvTable): Promise<number> {
    return this.execute<"count">({ type: "count", schema, table });
  }

  commit(checks: readonly KvCheck[], mutations: readonly KvMutation[]): Promise<number | null> {
    return this.execute<"commit">({ type: "commit", checks, mutations });
  }

  clear({ schema, table }: KvTable): Promise<number> {
    return this.execute<"clear">({ type: "clear", schema, table });
  }
}

export type { StorePort as KvPort } from "./store_caller.ts";

/** A store at the other end of a port; see {@linkcode StoreCaller} for how much is sent ahead. */
export class KvPortClient extends KvVerbs {
  readonly #caller: StoreCaller;

  /** Takes a port over: nobody else may listen on it. */
  constructor(port: StorePort | StoreCaller) {
    super();
    this.#caller = port instanceof StoreCaller ? port : new StoreCaller(port);
  }

  override execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]> {
    return this.#caller.ask(operation, carriedLength(operation)) as Promise<KvResultOf[Verb]>;
  }

  /** Rejects what is under way and whatever is asked from now on; for the end of the session or of the store. */
  fail(error: Error): void {
    this.#caller.fail(error);
  }

  /** Closes the port. What is under way is rejected; the store may still carry it out. */
  close(): void {
    this.#caller.close();
  }
}
