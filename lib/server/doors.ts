/**
 * The doors of the board: which are open, and who answers at each.
 *
 * They are opened before all else is ready, for a port in use is what fails most often; callers wait in the backlog.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { OperatorError } from "../base/errors.ts";
import type { Configuration } from "../config/configuration.ts";
import { nuaSection } from "../host/account_rules.ts";
import type { Board } from "../host/board.ts";
import type { Reception } from "../host/reception.ts";
import type { Connection } from "../net/line.ts";
import { Listener } from "../net/listener.ts";
import { type CertificateFiles, DoorTls } from "./door_tls.ts";
import type { FilesService } from "./files_service.ts";
import type { Gates } from "./gates.ts";
import type { HomePaths } from "./home.ts";
import { Proxies } from "./proxies.ts";
import { openRloginDoor, rloginSection } from "./rlogin_door.ts";
import { openSshDoor } from "./ssh_door.ts";
import { prepareSsh } from "./ssh_host_keys.ts";
import { sshSection } from "./ssh_settings.ts";
import { openTelnetDoor, telnetSection } from "./telnet_door.ts";
import { telnetsSection } from "./telnets.ts";
import { WebDoor } from "./web_door.ts";
import { isSecure, webSection } from "./web_settings.ts";

/** The sections of all doors, in the order in which the doors are listed. */
const SECTIONS = [telnetSection, telnetsSection, rloginSection, sshSection, webSection] as const;

/** A door that is open. */
export interface OpenDoor {
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
}

/** Where callers are led from the doors. */
export interface DoorParts {
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly gates: Gates;
  readonly clock: Clock;
  readonly onFiles: FilesService;
  /** The caller's last session is over, and his connection is not. */
  readonly outside?: () => void;
  /** The configuration in force. */
  settings(): Configuration;
}

/** All doors together. */
export class Doors {
  readonly #listeners: { readonly name: string; readonly listener: Listener }[] = [];
  readonly #connections = new Set<Promise<void>>();
  /** Who has no session yet. */
  readonly #outside = new Set<Connection>();
  readonly #within: (path: string) => string;
  /** By the name of the door. */
  readonly #tls = new Map<string, DoorTls>();
  #ssh: Awaited<ReturnType<typeof prepareSsh>> | undefined;
  #web: WebDoor | undefined;

  private constructor(paths: HomePaths) {
    this.#within = paths.within;
  }

  /**
   * Opens those that are enabled. `announce` is told of keys that are made.
   *
   * @throws {OperatorError} when one cannot be opened, or none is enabled; nothing is left open then
   */
  static async open(
    configuration: Configuration,
    paths: HomePaths,
    announce: (line: string) => void,
  ): Promise<Doors> {
    const doors = new Doors(paths);
    try {
      await doors.#open(configuration, paths, announce);
    } catch (error) {
      doors.close();
      throw error;
    }
    return doors;
  }

  async #open(
    configuration: Configuration,
    paths: HomePaths,
    announce: (line: string) => void,
  ): Promise<void> {
    for (const section of SECTIONS) {
      const { name } = section;
      const { enabled, addr, port } = configuration.get(section);
      if (!enabled) continue;
      const files = certificateOf(section, configuration);
      if (files !== undefined) {
        this.#tls.set(name, await DoorTls.open({ door: name, within: this.#within }, files));
      }
      this.#listeners.push({ name, listener: Listener.open(name, { hostname: addr, port }) });
    }
    if (this.#listeners.length === 0) {
      throw new OperatorError("Cannot start: no door is enabled (section [telnet], enabled = yes)");
    }
    if (configuration.get(webSection).enabled) this.#web = await WebDoor.open();
    const ssh = configuration.get(sshSection);
    if (ssh.enabled) this.#ssh = await prepareSsh(ssh.host_keys, paths.data(configuration), announce);
  }

  /** The open ones, with their real ports. */
  get list(): readonly OpenDoor[] {
    return this.#listeners.map(({ name, listener }) => ({ name, ...listener.address }));
  }

  /** Kept when all who were let in have been served to their end. */
  async empty(): Promise<void> {
    await Promise.all(this.#connections);
  }

  /** Lets callers in. */
  serve(parts: DoorParts): void {
    const proxies = new Proxies({
      words: () => parts.board.settings.system.proxies,
      clock: parts.clock,
      log: parts.board.log,
    });
    for (const { name, listener } of this.#listeners) {
      listener.serve((connection) => {
        connection.setNoDelay(true);
        connection.setKeepAlive(true);
        this.#outside.add(connection);
        const inside = () => void this.#outside.delete(connection);
        const outside = () => void this.#outside.add(connection);
        const served = proxies.unwrap(name, connection)
          .then((caller) => caller && this.#receive(name, caller, leading(parts, inside, outside)));
        this.#connections.add(served);
        served.finally(() => {
          inside();
          this.#connections.delete(served);
        });
      });
    }
  }

  #receive(name: string, connection: Connection, parts: DoorParts): Promise<void> {
    const telnet = () => parts.settings().get(telnetSection);
    const allowApply = () => parts.settings().get(nuaSection).allow_apply;
    switch (name) {
      case sshSection.name:
        return openSshDoor(connection, {
          ...parts,
          ...this.#ssh!,
          settings: () => parts.settings().get(sshSection),
          allowApply,
        });
      case rloginSection.name:
        return openRloginDoor(connection, { ...parts, allowApply });
      case telnetsSection.name:
        return openTelnetDoor(this.#over(name, connection), {
          ...parts,
          name: "telnets",
          settings: telnet,
        });
      case webSection.name:
        return this.#web!.serve(this.#over(name, connection), {
          ...parts,
          secure: this.#tls.has(name),
          settings: () => parts.settings().get(webSection),
        });
      default:
        return openTelnetDoor(connection, { ...parts, settings: telnet });
    }
  }

  #over(name: string, connection: Connection): Connection {
    return this.#tls.get(name)?.over(connection) ?? connection;
  }

  /**
   * Reads the certificates anew. Answers what makes them count, which tells of each that has changed.
   *
   * @throws {OperatorError} when one cannot be used; the old ones stay
   */
  async renew(configuration: Configuration): Promise<() => readonly string[]> {
    const changed: (() => string)[] = [];
    for (const section of SECTIONS) {
      const files = certificateOf(section, configuration);
      const renew = files && await this.#tls.get(section.name)?.renew(files);
      if (renew !== undefined) changed.push(renew);
    }
    const web = configuration.get(webSection);
    if (web.enabled && isSecure(web) !== this.#tls.has(webSection.name)) {
      changed.push(() => "Restart needed: section [web] changes between http and https");
    }
    return () => changed.map((renew) => renew());
  }

  /** Lets nobody in any more, and drops who has not come further than to a door. Whoever has a session stays. */
  close(): void {
    for (const { listener } of this.#listeners) listener.close();
    for (const tls of this.#tls.values()) tls.close();
    for (const connection of this.#outside) {
      try {
        connection.close();
      } catch {
        // Closed already.
      }
    }
    this.#outside.clear();
  }
}

/** The files of a door's certificate, where it speaks TLS. */
function certificateOf(
  section: typeof SECTIONS[number],
  configuration: Configuration,
): CertificateFiles | undefined {
  if (section === telnetsSection) return configuration.get(telnetsSection);
  const web = configuration.get(webSection);
  return section === webSection && isSecure(web) ? web : undefined;
}

/** The same parts; `inside` is told when a session begins, `outside` when none is left. */
function leading(parts: DoorParts, inside: () => void, outside: () => void): DoorParts {
  return {
    ...parts,
    outside,
    reception: {
      receive(caller) {
        inside();
        return parts.reception.receive(caller);
      },
    },
    onFiles(arrival, remote, number) {
      const files = parts.onFiles(arrival, remote, number);
      return files && {
        ...files,
        serve(stream, talk) {
          inside();
          return files.serve(stream, talk);
        },
      };
    },
  };
}
