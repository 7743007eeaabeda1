/**
 * The store on SQLite, with group commit.
 *
 * Requests that wait together are carried out in order in one transaction, so that they share one flush of the
 * disk; each is answered after the commit. A read does not wait unless a write of the same source is before it,
 * so it never shows what a failing commit would take back.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { type Clock, systemClock } from "../base/clock.ts";
import { StoreError } from "../base/errors.ts";
import type { KvOperationOf, KvResultOf, KvVerb } from "../wire/kv.ts";
import { KvVerbs } from "../wire/kv_client.ts";
import {
  isMessageOperation,
  type MessageOperationOf,
  type MessageResultOf,
  type MessageVerb,
  MessageVerbs,
} from "../wire/message_client.ts";
import type { KvStore } from "./kv_store.ts";
import type { MessageStore } from "./message_store.ts";
import { type OpenFile, openFile } from "./sqlite_file.ts";
import { SqliteMessages } from "./sqlite_messages.ts";
import { SqliteTables } from "./sqlite_tables.ts";
import { copyStore, exportStore } from "./store_copy.ts";
import { isWrite, lengthOf, type StoreOperation, type StoreResult } from "./store_operation.ts";

/** One commit carries no more than this, so that nobody waits long for others' work. */
const GROUP_REQUESTS = 1024;
const GROUP_LENGTH = 32 * 1024 * 1024;
/** The longest time in milliseconds that a commit waits for those who took part in the one before. */
const GATHER_MS = 3;
/** How long after a write the log is brought into the main file, for the day when only that is copied. */
const CHECKPOINT_MS = 1000;

/** How an operation ended. */
export type KvOutcome = { readonly result: StoreResult } | { readonly error: Error };

/** Who asks: what one source asks is carried out in its order. */
export interface KvSource {
  /** Its operations that wait for a commit; kept by the store. */
  queued: number;
}

/** What may be handed in. */
export interface SqliteKvStoreOptions {
  readonly clock?: Clock;
  /**
   * Runs the next group soon, after what has already arrived has been asked. `setImmediate` lets the messages that
   * wait on other ports in first and costs 5 us; `setTimeout` 0 costs 1-2 ms, which is several commits.
   */
  readonly schedule?: (run: () => void) => void;
}

interface Job {
  readonly operation: StoreOperation;
  readonly source: KvSource;
  readonly settle: (outcome: KvOutcome) => void;
}

/** A store in one SQLite file. Its queue is bounded by its callers (see `port_service.ts`). */
export class SqliteKvStore extends KvVerbs implements KvStore {
  readonly #file: OpenFile;
  readonly #tables: SqliteTables;
  readonly #messages: SqliteMessages;
  readonly #clock: Clock;
  readonly #schedule: (run: () => void) => void;
  readonly #self: KvSource = { queued: 0 };
  readonly #copies = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** The message base in the same file; what is asked of both is in the same commits. */
  readonly messages: MessageStore;
  #queue: Job[] = [];
  #scheduled = false;
  /** How many took part in the last commit, and how long it took. */
  #lastGroup = { size: 0, duration: 0 };
  #cancelCheckpoint: (() => void) | undefined;

  private constructor(file: OpenFile, options: SqliteKvStoreOptions) {
    super();
    this.#file = file;
    this.#tables = new SqliteTables(file.db);
    this.#messages = new SqliteMessages(file.db);
    this.messages = new SqliteMessageStore(this);
    this.#clock = options.clock ?? systemClock;
    this.#schedule = options.schedule ?? ((run) => void setImmediate(run));
  }

  /** Opens or makes the file. Throws an `OperatorError` (see `sqlite_file.ts`). */
  static open(path: string, options: SqliteKvStoreOptions = {}): SqliteKvStore {
    const file = openFile(path);
    try {
      return new SqliteKvStore(file, options);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  override execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]> {
    return new Promise((resolve, reject) => {
      this.submit(operation, this.#self, (outcome) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.result as KvResultOf[Verb]);
      });
    });
  }

  /** Carries an operation out and tells `settle` once, at once or after the commit that holds it. */
  submit(operation: StoreOperation, source: KvSource, settle: (outcome: KvOutcome) => void): void {
    if (this.#closing.signal.aborted) return settle({ error: closed() });
    if (source.queued === 0 && !isWrite(operation)) return settle(this.#read(operation));
    source.queued++;
    this.#queue.push({ operation, source, settle });
    this.#wake();
  }

  backup(path: string): Promise<void> {
    return this.#copy((signal) => copyStore(this.#file.path, path, signal));
  }

  /** Writes every row as a line of JSON: `{"schema", "table", "key", "value"}`. Otherwise like a backup. */
  export(path: string): Promise<void> {
    return this.#copy((signal) => exportStore(this.#file.path, path, signal));
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closed());
    while (this.#queue.length > 0) this.#flush();
    await Promise.allSettled(this.#copies);
    this.#cancelCheckpoint?.();
    this.#file.close();
  }

  #copy(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    const copy = run(this.#closing.signal).finally(() => this.#copies.delete(copy));
    this.#copies.add(copy);
    return copy;
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const began = this.#clock.monotonic();
    const run = () => {
      if (this.#isGathering(began)) return this.#schedule(run);
      this.#scheduled = false;
      this.#flush();
      if (this.#queue.length > 0) this.#wake();
    };
    this.#schedule(run);
  }

  /**
   * Whether it pays to wait a little longer. Those who were answered by the last commit are about to ask again; a
   * flush of the disk that starts without them makes them wait for the next. The wait is no longer than a flush, so a
   * quick disk waits less, and who is alone does not wait at all.
   */
  #isGathering(since: number): boolean {
    const { size, duration } = this.#lastGroup;
    if (size < 2 || this.#queue.length >= size || this.#closing.signal.aborted) return false;
    return this.#clock.monotonic() - since < Math.min(GATHER_MS, duration);
  }

  #flush(): void {
    if (this.#queue.length === 0) return;
    const group = this.#takeGroup();
    const began = this.#clock.monotonic();
    const outcomes = this.#runGroup(group);
    this.#lastGroup = { size: group.length, duration: this.#clock.monotonic() - began };
    this.#checkpointLater();
    group.forEach((job, i) => {
      job.source.queued--;
      job.settle(outcomes[i]!);
    });
  }

  #takeGroup(): readonly Job[] {
    let count = 0;
    let length = 0;
    for (const { operation } of this.#queue) {
      length += lengthOf(operation);
      if (count === GROUP_REQUESTS || count > 0 && length > GROUP_LENGTH) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #runGroup(group: readonly Job[]): readonly KvOutcome[] {
    let outcomes: KvOutcome[];
    try {
      this.#tables.run("BEGIN IMMEDIATE");
      outcomes = group.map(({ operation }) => this.#inGroup(operation));
      this.#tables.saveVersion();
    } catch (error) {
      this.#rollback();
      // One operation's trouble (a value too large for what is left of the disk) is not its neighbours'.
      if (group.length > 1) return group.flatMap((job) => this.#runGroup([job]));
      return group.map(({ operation }) => this.#withoutCommit(operation, error));
    }
    try {
      this.#tables.run("COMMIT");
      return outcomes;
    } catch (error) {
      this.#rollback();
      return group.map(({ operation }) => this.#withoutCommit(operation, error));
    }
  }

  #inGroup(operation: StoreOperation): KvOutcome {
    try {
      return { result: this.#perform(operation) };
    } catch (error) {
      if (error instanceof StoreError) return { error };
      throw error;
    }
  }

  /** A write got nowhere; a read that waited behind one can still be answered, from what is really there. */
  #withoutCommit(operation: StoreOperation, cause: unknown): KvOutcome {
    return isWrite(operation) ? { error: storeError("write to", cause) } : this.#read(operation);
  }

  #read(operation: StoreOperation): KvOutcome {
    try {
      return { result: this.#perform(operation) };
    } catch (error) {
      return { error: error instanceof StoreError ? error : storeError("read from", error) };
    }
  }

  #perform(operation: StoreOperation): StoreResult {
    return isMessageOperation(operation)
      ? this.#messages.perform(operation)
      : this.#tables.perform(operation);
  }

  #rollback(): void {
    this.#tables.forgetSavedVersion();
    // After some errors (a full disk) SQLite has rolled back by itself, and there is nothing left to undo.
    if (!this.#file.db.inTransaction) return;
    try {
      this.#tables.run("ROLLBACK");
    } catch {
      // The next BEGIN fails then, and says so to whoever asks.
    }
  }

  #checkpointLater(): void {
    this.#cancelCheckpoint ??= this.#clock.after(CHECKPOINT_MS, () => {
      this.#cancelCheckpoint = undefined;
      try {
        this.#file.db.exec("PRAGMA wal_checkpoint(PASSIVE)");
      } catch {
        // Only tidiness was at stake: the log keeps what the main file could not take.
      }
    });
  }
}

/** The message base, which shares file, queue and commits with the key-value store. */
class SqliteMessageStore extends MessageVerbs implements MessageStore {
  readonly #store: SqliteKvStore;
  readonly #self: KvSource = { queued: 0 };

  constructor(store: SqliteKvStore) {
    super();
    this.#store = store;
  }

  override execute<Verb extends MessageVerb>(
    operation: MessageOperationOf<Verb>,
  ): Promise<MessageResultOf[Verb]> {
    return new Promise((resolve, reject) => {
      this.#store.submit(operation, this.#self, (outcome) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.result as MessageResultOf[Verb]);
      });
    });
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function closed(): StoreError {
  return new StoreError("Cannot use the store: it is closed");
}

function storeError(attempt: string, cause: unknown): StoreError {
  return new StoreError(
    `Cannot ${attempt} the store: ${cause instanceof Error ? cause.message : String(cause)}`,
  );
}
