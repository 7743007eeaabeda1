/**
 * The roof of the main thread: it builds the server out of its rooms and takes it down again.
 *
 * For embedders: {@linkcode startServer} is what the command line calls.
 *
 * @module
 */

import { dirname, fromFileUrl, isAbsolute, resolve } from "./base/path.ts";
import { systemClock } from "./base/clock.ts";
import { OperatorError, toPlainError } from "./base/errors.ts";
import { openConfigFile, readConfigFile } from "./config/config_file.ts";
import { type Configuration, loadConfiguration } from "./config/configuration.ts";
import { renderDefaultFile } from "./config/default_file.ts";
import { planReload } from "./config/reload.ts";
import { AccountRules, nuaSection } from "./host/account_rules.ts";
import { Accounts } from "./host/accounts.ts";
import { Board } from "./host/board.ts";
import { fail2banSection, LoginThrottle } from "./host/login_throttle.ts";
import { PasswordHasher } from "./host/password_hash.ts";
import { Reception } from "./host/reception.ts";
import { ScriptFolders } from "./host/script_folders.ts";
import { msgSection } from "./host/message_rules.ts";
import { matrixSection, systemSection } from "./host/settings.ts";
import { sessionSettings, WorkerPool } from "./host/worker_pool.ts";
import { type Log, openLog } from "./log/setup.ts";
import { logSection } from "./log/settings.ts";
import { Listener } from "./net/listener.ts";
import { AdminDesk } from "./server/admin_desk.ts";
import { ControlDoor } from "./server/control_door.ts";
import { Gates } from "./server/gates.ts";
import { SECTIONS } from "./server/settings.ts";
import { openTelnetDoor, telnetSection } from "./server/telnet_door.ts";
import { StoreClient } from "./store/store_client.ts";
import type { BoardView } from "./wire/messages.ts";
import { VERSION } from "./base/version.ts";

/** Milliseconds that callers have to take their last line when the server closes. */
const CLOSING = 4000;

/** How a server is started. */
export interface ServerOptions {
  /** Folder of the INI file, the database and the log. Made when it is not there. */
  readonly home: string;
  /** The INI file, when it is not `x84.ini` in the home folder. */
  readonly config?: string | undefined;
  /** Told what a person who starts the server wants to know, line by line. */
  announce(line: string): void;
  /** Whether log lines on the console may be coloured. */
  readonly colours?: boolean;
}

/** A door that is open. */
export interface OpenDoor {
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
}

/** Where the files of a home folder are. */
export interface HomePaths {
  readonly home: string;
  readonly config: string;
  readonly control: string;
  data(configuration: Configuration): string;
  database(configuration: Configuration): string;
}

/** Finds the files of a home folder. */
export function homePaths(home: string, config?: string): HomePaths {
  const root = resolve(home);
  const within = (path: string) => isAbsolute(path) ? path : `${root}/${path}`;
  const data = (configuration: Configuration) => within(configuration.get(systemSection).datapath);
  return {
    home: root,
    config: config === undefined ? `${root}/x84.ini` : resolve(config),
    control: `${root}/x84.sock`,
    data,
    database: (configuration) => `${data(configuration)}/x84.sqlite3`,
  };
}

/** Reads the INI file of a home folder; writes the default one first when there is none. */
export async function loadHome(
  paths: HomePaths,
): Promise<{ readonly configuration: Configuration; readonly created: boolean }> {
  await makeFolder(paths.home);
  const file = await openConfigFile(paths.config, () => renderDefaultFile(SECTIONS));
  return { configuration: loadConfiguration(file.text, file.path, SECTIONS), created: file.created };
}

/** Makes a folder that only its owner may look into, unless it is there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await Deno.stat(path)).isDirectory) throw new Error("expected a folder, found a file");
  } catch (error) {
    throw new OperatorError(`Cannot use folder "${path}": ${toPlainError(error).message}`);
  }
}

/** A server that is running. */
export class Server {
  #closing: Promise<void> | undefined;
  #closed = Promise.withResolvers<void>();
  #failure: string | undefined;

  constructor(
    readonly paths: HomePaths,
    readonly board: Board,
    readonly store: StoreClient,
    readonly doors: readonly OpenDoor[],
    private configuration: Configuration,
    private readonly parts: {
      readonly log: Log;
      readonly pool: WorkerPool;
      readonly gates: Gates;
      readonly reception: Reception;
      readonly listeners: readonly Listener[];
      readonly control: ControlDoor | undefined;
      readonly folders: ScriptFolders;
      readonly connections: Set<Promise<void>>;
    },
  ) {
    store.died.then((error) => {
      this.fail(error.message);
    });
  }

  /** Resolves when the server is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** The configuration in force. */
  get settings(): Configuration {
    return this.configuration;
  }

  /** Reads the INI file again. Answers a sentence for each change; throws, and changes nothing, when it is bad. */
  async reload(): Promise<readonly string[]> {
    const { log, pool, folders } = this.parts;
    const text = await readConfigFile(this.paths.config);
    if (text === undefined) {
      throw new OperatorError(`Cannot read configuration "${this.paths.config}": it is not there`);
    }
    const loaded = loadConfiguration(text, this.paths.config, SECTIONS);
    const plan = planReload(this.configuration, loaded);
    this.configuration = plan.effective;
    this.board.settings = boardSettings(plan.effective);
    pool.setBoard(boardView(plan.effective, folders), this.board.settings.session);
    log.apply(plan.effective.get(logSection));
    for (const warning of loaded.warnings) this.board.log.warn("config", warning);
    for (const line of plan.report) this.board.log.info("config", line);
    return plan.report;
  }

  /** Why the server gave up, `undefined` when it was closed in good order. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Gives up: closes, and says afterwards why. */
  fail(reason: string): void {
    this.#failure ??= reason;
    this.board.log.error("server", "The server gives up", { reason });
    this.close("The board has a problem and starts anew. Please call again in a minute.");
  }

  /** Says goodbye to everybody and stops. Later calls wait for the first. */
  close(line: string = "The board is closing. Goodbye."): Promise<void> {
    this.#closing ??= this.#close(line).finally(() => this.#closed.resolve());
    return this.#closing;
  }

  async #close(line: string): Promise<void> {
    const { log, pool, gates, reception, listeners, control, connections } = this.parts;
    control?.close();
    gates.close();
    for (const listener of listeners) listener.close();
    reception.close(line);
    const deadline = Promise.withResolvers<void>();
    const cancel = systemClock.after(CLOSING, deadline.resolve);
    await Promise.race([Promise.all(connections), deadline.promise]);
    cancel();
    pool.close();
    this.parts.folders[Symbol.dispose]();
    await this.store.close().catch((error) => {
      log.logger.error("store", "Cannot close the store", { error: toPlainError(error).message });
    });
    log.logger.info("server", "Closed");
    log.close();
  }
}

/**
 * Starts a server: reads the INI file, opens the database, starts the threads, opens the doors.
 *
 * @throws {OperatorError} when something is not as it must be; nothing is left open then
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  // What this process makes is for its owner only, whatever library makes it.
  if (Deno.build.os !== "windows") Deno.umask(0o077);
  const paths = homePaths(options.home, options.config);
  const { configuration, created } = await loadHome(paths);
  if (created) options.announce(`created ${paths.config}`);
  for (const warning of configuration.warnings) options.announce(`warning: ${warning}`);

  await using undo = new AsyncDisposableStack();
  const system = configuration.get(systemSection);
  const log = openLog(configuration.get(logSection), {
    clock: systemClock,
    colours: options.colours ?? false,
    resolvePath: (path) => isAbsolute(path) ? path : `${paths.home}/${path}`,
  });
  undo.defer(() => log.close());
  await makeFolder(paths.data(configuration));
  for (const path of system.scriptpath) if (!isAbsolute(path)) await makeFolder(`${paths.home}/${path}`);

  // The doors are tried first, for that is what fails most often; callers wait in the backlog until all is ready.
  const listeners: { name: string; listener: Listener }[] = [];
  const telnet = configuration.get(telnetSection);
  if (telnet.enabled) {
    const listener = Listener.open("telnet", { hostname: telnet.addr, port: telnet.port });
    undo.defer(() => listener.close());
    listeners.push({ name: "telnet", listener });
  }
  if (listeners.length === 0) {
    throw new OperatorError("Cannot start: no door is enabled (section [telnet], enabled = yes)");
  }

  const embedded = fromFileUrl(new URL("../scripts/", import.meta.url));
  const folders = await ScriptFolders.open({
    paths: system.scriptpath.map((path) => isAbsolute(path) ? path : `${paths.home}/${path}`),
    embedded,
    cache: `${paths.home}/cache`,
    failed: (message) => log.logger.error("scripts", message),
  });
  undo.use(folders);
  const program = dirname(fromFileUrl(import.meta.url));
  const hopeless = Promise.withResolvers<string>();
  const opening = StoreClient.open(paths.database(configuration));
  const pooling = WorkerPool.open({
    board: boardView(configuration, folders),
    settings: configuration.get(sessionSettings),
    clock: systemClock,
    readable: [
      ...folders.readable,
      ...(Deno.build.standalone ? [] : [program, `${dirname(program)}/mod.ts`]),
    ],
    log: (level, message) => log.logger[level]("workers", message),
    memory: () => Deno.memoryUsage().rss,
    hopeless: (reason) => hopeless.resolve(reason),
  });
  const [store, pool] = await bothOrNeither(opening, pooling);
  undo.defer(() => store.close().catch(() => {}));
  undo.defer(() => pool.close());

  const matrix = configuration.get(matrixSection);
  const accounts = new Accounts({
    store: store.store,
    hasher: new PasswordHasher(),
    clock: systemClock,
    rules: new AccountRules(configuration.get(nuaSection), matrix),
    forget: (canonical) => store.messages.forget(canonical, systemClock.now()),
  });
  const throttle = new LoginThrottle(configuration.get(fail2banSection), systemClock);
  const board = new Board({
    settings: boardSettings(configuration),
    clock: systemClock,
    log: log.logger,
    pool,
    accounts,
    throttle,
    store: {
      connectPort: (sessionId) => store.connectPort(sessionId, "board"),
      disconnect: (sessionId) => store.disconnect(sessionId),
    },
    messages: store.messages,
  });
  const reception = new Reception(board);
  const gates = new Gates({
    limits: () => board.settings.system,
    banned: (hostname) => throttle.refuses(hostname),
  });

  const doors = listeners.map(({ name, listener }) => ({ name, ...listener.address }));
  const control = await openControl(paths.control, (line) => {
    options.announce(`warning: ${line}`);
    log.logger.warn("server", "No control socket", { error: line });
  });
  undo.defer(() => control?.close());
  const connections = new Set<Promise<void>>();
  const server = new Server(paths, board, store, doors, configuration, {
    log,
    pool,
    gates,
    reception,
    listeners: listeners.map(({ listener }) => listener),
    control,
    folders,
    connections,
  });
  undo.move();
  hopeless.promise.then((reason) => server.fail(reason));

  for (const { listener } of listeners) {
    listener.serve((connection) => {
      connection.setNoDelay(true);
      connection.setKeepAlive(true);
      const served = openTelnetDoor(connection, {
        board,
        reception,
        gates,
        clock: systemClock,
        settings: () => server.settings.get(telnetSection),
      });
      connections.add(served);
      served.finally(() => connections.delete(served));
    });
  }
  const started = systemClock.now();
  const desk = new AdminDesk({
    accounts,
    store: Object.assign(store.store, { exportTo: (path: string) => store.export(path) }),
    folder: paths.data(configuration),
    clock: systemClock,
    log: log.logger,
    live: {
      sessions: () => board.sessions.values(),
      exchange: board.exchange,
      reload: () => server.reload(),
      status: () => ({
        version: VERSION,
        started,
        callers: board.registry.size,
        doors: doors.map(({ name, hostname, port }) => `${name} ${hostname}:${port}`),
      }),
    },
  });
  control?.serve(desk, log.logger);
  for (const { name, hostname, port } of doors) options.announce(`listening ${name} ${hostname}:${port}`);
  return server;
}

/** Opens the control socket. Not every disk can hold one: the board runs without, and the operator is told. */
async function openControl(path: string, warn: (line: string) => void): Promise<ControlDoor | undefined> {
  try {
    return await ControlDoor.open(path);
  } catch (error) {
    warn(`${toPlainError(error).message}; x84 who, kick, broadcast and the like will not reach this server`);
    return undefined;
  }
}

function boardSettings(configuration: Configuration): Board["settings"] {
  return {
    system: configuration.get(systemSection),
    matrix: configuration.get(matrixSection),
    session: configuration.get(sessionSettings),
    msg: configuration.get(msgSection),
  };
}

function boardView(configuration: Configuration, folders: ScriptFolders): BoardView {
  return { scriptFolders: folders.list, settings: configuration.boardSettings(), version: VERSION };
}

async function bothOrNeither(
  opening: Promise<StoreClient>,
  pooling: Promise<WorkerPool>,
): Promise<[StoreClient, WorkerPool]> {
  const [store, pool] = await Promise.allSettled([opening, pooling]);
  if (store.status === "fulfilled" && pool.status === "fulfilled") return [store.value, pool.value];
  if (store.status === "fulfilled") await store.value.close().catch(() => {});
  if (pool.status === "fulfilled") pool.value.close();
  throw store.status === "rejected" ? store.reason : (pool as PromiseRejectedResult).reason;
}
