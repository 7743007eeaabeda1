/**
 * The roof of the main thread: it builds the server out of its rooms and takes it down again.
 *
 * For embedders: {@linkcode startServer} is what the command line calls.
 *
 * @module
 */

import process from "node:process";
import { dirname, fromFileUrl, isAbsolute } from "./base/path.ts";
import { systemClock } from "./base/clock.ts";
import { OperatorError, toPlainError } from "./base/errors.ts";
import { collectGarbage } from "./base/garbage.ts";
import { readConfigFile } from "./config/config_file.ts";
import { type Configuration, ConfigurationError } from "./config/configuration.ts";
import { planReload } from "./config/reload.ts";
import { settingViews } from "./config/setting_views.ts";
import { AccountRules, nuaSection } from "./host/account_rules.ts";
import { Accounts } from "./host/accounts.ts";
import { AddressGuard } from "./host/address_guard.ts";
import { Board } from "./host/board.ts";
import { doorFamily } from "./host/door_settings.ts";
import { fetchSection } from "./host/fetch_service.ts";
import { fail2banSection } from "./host/login_throttle.ts";
import { mailSection } from "./host/mailer.ts";
import { pwresetSection } from "./host/password_reset.ts";
import { PasswordHasher } from "./host/password_hash.ts";
import { Reception } from "./host/reception.ts";
import { ScriptFolders } from "./host/script_folders.ts";
import { msgSection } from "./host/message_rules.ts";
import { matrixSection, systemSection } from "./host/settings.ts";
import { flaggedFiles } from "./host/flagged_files.ts";
import { SftpArea } from "./host/sftp_area.ts";
import { UploadBook } from "./host/upload_book.ts";
import { sftpSection } from "./host/sftp_settings.ts";
import { sessionSettings, WorkerPool } from "./host/worker_pool.ts";
import { type Log, openLog } from "./log/setup.ts";
import { logSection } from "./log/settings.ts";
import { AdminDesk } from "./server/admin_desk.ts";
import { ControlDoor } from "./server/control_door.ts";
import { Doors, type OpenDoor } from "./server/doors.ts";
import { filesService } from "./server/files_service.ts";
import { Gates } from "./server/gates.ts";
import {
  filesWarnings,
  type HomePaths,
  homePaths,
  loadHome,
  makeFolder,
  readSettings,
  rightsWarnings,
} from "./server/home.ts";
import { StoreClient } from "./store/store_client.ts";
import type { BoardView } from "./wire/messages.ts";
import { boardsSection, remoteFamily } from "./wire/remote_settings.ts";
import { doorsSection, filesSection, ircSection } from "./wire/world_settings.ts";
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

export { type HomePaths, homePaths, loadHome, makeFolder, type OpenDoor };

/** A server that is running. */
export class Server {
  #closing: Promise<void> | undefined;
  #closed = Promise.withResolvers<void>();
  #failure: string | undefined;

  constructor(
    readonly paths: HomePaths,
    readonly board: Board,
    readonly store: StoreClient,
    private configuration: Configuration,
    private readonly parts: {
      readonly log: Log;
      readonly pool: WorkerPool;
      readonly guard: AddressGuard;
      readonly gates: Gates;
      readonly reception: Reception;
      readonly doors: Doors;
      readonly control: ControlDoor | undefined;
      readonly folders: ScriptFolders;
      readonly rules: AccountRules;
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

  /** The doors that are open. */
  get doors(): readonly OpenDoor[] {
    return this.parts.doors.list;
  }

  /** The configuration in force. */
  get settings(): Configuration {
    return this.configuration;
  }

  /** What a reload would do, if the INI file were that at `path`. Changes nothing; throws as `reload` does. */
  async forecast(path: string): Promise<readonly string[]> {
    return planReload(this.configuration, await readConfiguration(path)).forecast;
  }

  /** Reads the INI file again. Answers a sentence for each change; throws, and changes nothing, when it is bad. */
  async reload(): Promise<readonly string[]> {
    const { log, pool, folders, guard, doors, rules } = this.parts;
    const loaded = await readConfiguration(this.paths.config);
    const plan = planReload(this.configuration, loaded);
    const renew = await doors.renew(plan.effective);
    this.configuration = plan.effective;
    this.board.settings = boardSettings(plan.effective);
    pool.setBoard(boardView(plan.effective, folders), this.board.settings.session);
    log.apply(plan.effective.get(logSection));
    guard.configure(plan.effective.get(fail2banSection));
    rules.configure(plan.effective.get(nuaSection), this.board.settings.matrix);
    for (const warning of loaded.warnings) this.board.log.warn("config", warning);
    const report = [...plan.report, ...renew()];
    for (const [i, line] of report.entries()) {
      this.board.log[plan.changes[i]?.live === false ? "warn" : "info"]("config", line);
    }
    return report;
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
    const { log, pool, gates, reception, doors, control } = this.parts;
    control?.close();
    gates.close();
    doors.close();
    pool.retire();
    reception.close(line);
    const deadline = Promise.withResolvers<void>();
    const cancel = systemClock.after(CLOSING, deadline.resolve);
    // What of a door's program is left then, the shell ends that waits for the end of this process.
    await Promise.race([Promise.all([doors.empty(), this.board.doors.close()]), deadline.promise]);
    cancel();
    this.parts.folders[Symbol.dispose]();
    await this.parts.guard.close();
    await this.store.close().catch((error) => {
      log.logger.error("store", "Cannot close the store", { error: toPlainError(error).message });
    });
    log.logger.info("server", "Closed");
    log.close();
    // Last: taking hundreds of threads down keeps all else waiting.
    pool.close();
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
  const { configuration, created } = await loadHome(paths).catch((error) => {
    if (error instanceof ConfigurationError) warn(error.warnings, options);
    throw error;
  });
  if (created) options.announce(`created ${paths.config}`);
  warn([...configuration.warnings, ...filesWarnings(configuration)], options);

  await using undo = new AsyncDisposableStack();
  const system = configuration.get(systemSection);
  const log = openLog(configuration.get(logSection), {
    clock: systemClock,
    colours: options.colours ?? false,
    resolvePath: paths.within,
  });
  undo.defer(() => log.close());
  await makeFolder(paths.data(configuration));
  for (const path of system.scriptpath) if (!isAbsolute(path)) await makeFolder(paths.within(path));

  const open = [paths.home, paths.data(configuration), ...system.scriptpath.map(paths.within)];
  for (const warning of await rightsWarnings(open, Deno.uid())) options.announce(`warning: ${warning}`);

  const doors = await Doors.open(configuration, paths, options.announce);
  undo.defer(() => doors.close());

  const embedded = fromFileUrl(new URL("../scripts/", import.meta.url));
  const folders = await ScriptFolders.open({
    paths: system.scriptpath.map(paths.within),
    embedded,
    cache: `${paths.home}/cache`,
    failed: (message) => log.logger.error("scripts", message),
  });
  undo.use(folders);
  warn(folders.missing.map((path) => `Folder of scripts "${path}" is not there`), options);
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
    processor: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    tidy: () => collectGarbage("regular"),
    hopeless: (reason) => hopeless.resolve(reason),
  });
  const [store, pool] = await bothOrNeither(opening, pooling);
  undo.defer(() => store.close().catch(() => {}));
  undo.defer(() => pool.close());

  const matrix = configuration.get(matrixSection);
  const rules = new AccountRules(configuration.get(nuaSection), matrix);
  const accounts = new Accounts({
    store: store.store,
    hasher: new PasswordHasher(),
    clock: systemClock,
    rules,
    forget: (canonical) => store.messages.forget(canonical, systemClock.now()),
  });
  const guard = await AddressGuard.open({
    settings: configuration.get(fail2banSection),
    store: store.store,
    clock: systemClock,
    log: log.logger,
  });
  const board: Board = new Board({
    settings: boardSettings(configuration),
    clock: systemClock,
    log: log.logger,
    pool,
    accounts,
    throttle: guard.throttle,
    bans: guard.bans,
    store: {
      connectPort: (sessionId) => store.connectPort(sessionId, "board"),
      disconnect: (sessionId) => store.disconnect(sessionId),
    },
    messages: store.messages,
    home: paths.home,
    userHome: Deno.env.get("HOME") ?? "",
    records: {
      recentLog: (lines) => log.recent(lines),
      settings: () => settingViews(server.settings),
    },
    sendBarredAway: () => gates.sendBarredAway(),
  });
  const reception = new Reception(board);
  const gates = new Gates({
    limits: () => board.settings.system,
    banned: (hostname) => guard.banned(hostname),
    barred: (hostname) => guard.barred(hostname),
    hurries: (hostname) => guard.hurries(hostname),
    unlimited: (hostname) => guard.trusts(hostname),
  });
  const control = await openControl(paths.control, (line) => {
    options.announce(`warning: ${line}`);
    log.logger.warn("server", "No control socket", { error: line });
  });
  undo.defer(() => control?.close());
  const server = new Server(paths, board, store, configuration, {
    log,
    pool,
    guard,
    gates,
    reception,
    doors,
    control,
    folders,
    rules,
  });
  undo.move();
  hopeless.promise.then((reason) => server.fail(reason));

  const onFiles = filesService({
    area: new SftpArea({
      settings: () => server.settings.get(sftpSection),
      filesRoot: () => board.settings.files.root,
      home: paths.home,
      flagged: (handle) => flaggedFiles(accounts, handle),
      uploads: new UploadBook(store.store, log.logger),
    }),
    board,
  });
  doors.serve({ board, reception, gates, onFiles, clock: systemClock, settings: () => server.settings });
  const started = systemClock.now();
  const desk = new AdminDesk({
    accounts,
    bans: guard.bans,
    throttle: guard.throttle,
    store: Object.assign(store.store, { exportTo: (path: string) => store.export(path) }),
    folder: paths.data(configuration),
    clock: systemClock,
    log: log.logger,
    live: {
      sessions: () => board.sessions.values(),
      exchange: board.exchange,
      reload: () => server.reload(),
      forecast: (path) => server.forecast(path),
      sendBarredAway: () => gates.sendBarredAway(),
      status: () => ({
        version: VERSION,
        started,
        callers: board.registry.size,
        doors: doors.list.map(({ name, hostname, port }) => `${name} ${hostname}:${port}`),
      }),
    },
  });
  control?.serve(desk, log.logger);
  for (const { name, hostname, port } of doors.list) {
    options.announce(`listening ${name} ${hostname}:${port}`);
  }
  return server;
}

function warn(warnings: readonly string[], { announce }: Pick<ServerOptions, "announce">): void {
  for (const warning of warnings) announce(`warning: ${warning}`);
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

async function readConfiguration(path: string): Promise<Configuration> {
  const text = await readConfigFile(path);
  if (text === undefined) throw new OperatorError(`Cannot read configuration "${path}": it is not there`);
  return readSettings(text, path);
}

function boardSettings(configuration: Configuration): Board["settings"] {
  return {
    system: configuration.get(systemSection),
    matrix: configuration.get(matrixSection),
    session: configuration.get(sessionSettings),
    msg: configuration.get(msgSection),
    fetch: configuration.get(fetchSection),
    mail: configuration.get(mailSection),
    pwreset: configuration.get(pwresetSection),
    irc: configuration.get(ircSection),
    files: configuration.get(filesSection),
    boards: configuration.get(boardsSection),
    remotes: new Map(configuration.members(remoteFamily).map(({ name, values }) => [name, values])),
    doors: configuration.get(doorsSection),
    doorList: configuration.members(doorFamily),
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
