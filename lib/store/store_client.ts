/**
 * The main thread's side of the store thread: starts it, gives sessions their ports, notices when it dies.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { SessionId } from "../base/brand.ts";
import { fromPlainError, type PlainError, StoreError, unreachable } from "../base/errors.ts";
import { KvPortClient } from "../wire/kv_client.ts";
import { type MessageClient, MessagePortClient } from "../wire/message_client.ts";
import { StoreCaller } from "../wire/store_caller.ts";
import type { KvStore } from "./kv_store.ts";
import type { StoreAccess } from "./port_service.ts";
import type { FromStoreThread, ToStoreThread } from "./thread_messages.ts";

/** What may be said about a store when it is opened. */
export interface StoreClientOptions {
  /** Folders beside the database's own where backups and exports may be written. */
  readonly copyFolders?: readonly string[];
  /** The entry of the thread, for tests. */
  readonly entry?: URL;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The store in its own thread. Who opens it closes it. */
export class StoreClient implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #copies = new Map<number, Waiter>();
  /** Sessions with a port; most callers hang up before they need one. */
  readonly #connected = new Set<SessionId>();
  readonly #host: StoreCaller;
  readonly #died = Promise.withResolvers<StoreError>();
  readonly #closed = Promise.withResolvers<void>();
  #lastCallId = 0;
  #state: "open" | "closing" | "ended" = "open";

  /** The store for the host's own use, reserved schemas included. Its `close` and `backup` are this object's. */
  readonly store: KvStore;
  /** The message base; it is asked over the same port, so that the order holds between the two. */
  readonly messages: MessageClient;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<FromStoreThread>) => this.#receive(event.data);
    onFailure(worker, (error) => this.#die(error));
    // A thread that dies while it closes rejects this, and it may be that nobody is looking.
    this.#closed.promise.catch(() => {});
    this.#host = new StoreCaller(this.#connect("host", "host"));
    this.messages = new MessagePortClient(this.#host);
    this.store = Object.assign(new KvPortClient(this.#host), {
      backup: (path: string) => this.backup(path),
      close: () => this.close(),
    });
  }

  /**
   * Starts the thread and opens the database at `path`. Rejects with an `OperatorError` that names the file when
   * it cannot be used (see `sqlite_file.ts`), and the thread is gone then.
   *
   * The thread may read and write the database's folder and read this program's modules, nothing else.
   */
  static async open(path: string, options: StoreClientOptions = {}): Promise<StoreClient> {
    const file = resolve(path);
    const worker = startWorker(file, options);
    const opened = Promise.withResolvers<void>();
    onFailure(worker, opened.reject);
    worker.onmessage = (event: MessageEvent<FromStoreThread>) => {
      const message = event.data;
      if (message.type === "ready") post(worker, { type: "open", path: file });
      else if (message.type === "opened") opened.resolve();
      else if (message.type === "refused") opened.reject(fromPlainError(message.error));
    };
    try {
      await opened.promise;
    } catch (error) {
      worker.terminate();
      throw error;
    }
    return new StoreClient(worker);
  }

  /** Kept when the thread has died by itself: nothing can be read or written any more, and the server should end. */
  get died(): Promise<StoreError> {
    return this.#died.promise;
  }

  /** Makes a session's port; the end that is returned is to be transferred to its Worker. */
  connectPort(sessionId: SessionId, access: StoreAccess): MessagePort {
    this.#connected.add(sessionId);
    return this.#connect(sessionId, access);
  }

  /** Ends a session's port, if it has one. What it has written stays; what it still asks is not answered. */
  disconnect(sessionId: SessionId): void {
    if (!this.#connected.delete(sessionId)) return;
    if (this.#state === "open") post(this.#worker, { type: "disconnect", sessionId });
  }

  /** Writes a consistent copy of the database, in its own folder or one of `copyFolders`. */
  backup(path: string): Promise<void> {
    return this.#copy("backup", path);
  }

  /** Writes every row as a line of JSON: `{"schema", "table", "key", "value"}`. */
  export(path: string): Promise<void> {
    return this.#copy("export", path);
  }

  /** Lets the thread finish what is waiting, close the file, and end. */
  async close(): Promise<void> {
    if (this.#state === "open") {
      this.#state = "closing";
      post(this.#worker, { type: "close" });
    }
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(sessionId: SessionId | "host", access: StoreAccess): MessagePort {
    const { port1, port2 } = new MessageChannel();
    if (this.#state === "open") {
      post(this.#worker, { type: "connect", sessionId, port: port1, access }, [port1]);
    } else {
      port1.close();
    }
    return port2;
  }

  #copy(kind: "backup" | "export", path: string): Promise<void> {
    if (this.#state !== "open") return Promise.reject(new StoreError("Cannot use the store: it is closed"));
    const callId = ++this.#lastCallId;
    return new Promise((resolveCopy, reject) => {
      this.#copies.set(callId, { resolve: resolveCopy, reject });
      post(this.#worker, { type: "copy", kind, callId, path: resolve(path) });
    });
  }

  #receive(message: FromStoreThread): void {
    switch (message.type) {
      case "copied": {
        const waiter = this.#copies.get(message.callId);
        this.#copies.delete(message.callId);
        if (message.error === null) waiter?.resolve();
        else waiter?.reject(fromPlainError(message.error));
        return;
      }
      case "closed":
        return this.#end(message.error);
      case "ready":
      case "opened":
      case "refused":
        return;
      default:
        return unreachable(message);
    }
  }

  #die(error: StoreError): void {
    if (this.#state === "ended") return;
    this.#end({ name: error.name, message: error.message });
    this.#died.resolve(error);
  }

  #end(error: PlainError | null): void {
    this.#state = "ended";
    this.#worker.terminate();
    const left = error === null
      ? new StoreError("Cannot use the store: it is closed")
      : fromPlainError(error);
    this.#host.fail(left);
    for (const waiter of this.#copies.values()) waiter.reject(left);
    this.#copies.clear();
    if (error === null) this.#closed.resolve();
    else this.#closed.reject(left);
  }
}

function post(worker: Worker, message: ToStoreThread, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}

/** An uncaught error in a Worker would end the process unless its event is stopped here. */
function onFailure(worker: Worker, tell: (error: StoreError) => void): void {
  worker.onerror = (event) => {
    event.preventDefault();
    tell(new StoreError(`Cannot use the store: its thread has died: ${event.message}`));
  };
}

function startWorker(file: string, options: StoreClientOptions): Worker {
  const folders = [dirname(file), ...(options.copyFolders ?? []).map((folder) => resolve(folder))];
  return new Worker(options.entry ?? new URL("./store_thread.ts", import.meta.url), {
    type: "module",
    name: "store",
    deno: { permissions: permissionsFor(folders) },
  });
}

/**
 * What the thread may do. Modules inside a compiled binary need no permission to be read. The database package
 * as the registry has it, instead of the linked one, loads a native library.
 */
function permissionsFor(folders: readonly string[]): Deno.PermissionOptionsObject {
  if (!import.meta.resolve("@db/sqlite").startsWith("file:")) {
    return { read: true, write: [...folders], env: "inherit", ffi: "inherit", net: "inherit" };
  }
  const code = Deno.build.standalone ? [] : [fileURLToPath(new URL("../", import.meta.url))];
  return { read: [...folders, ...code], write: [...folders] };
}
