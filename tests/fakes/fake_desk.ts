/**
 * A desk on a store in memory, with sessions that only remember what was done to them.
 *
 * @module
 */

import { type NodeNumber, type SessionId } from "../../lib/base/brand.ts";
import { FakeClock } from "../../lib/base/clock.ts";
import type { SectionValues } from "../../lib/base/setting.ts";
import { AccountRules, nuaSection } from "../../lib/host/account_rules.ts";
import { Accounts } from "../../lib/host/accounts.ts";
import { Bans } from "../../lib/host/bans.ts";
import { fail2banSection, LoginThrottle } from "../../lib/host/login_throttle.ts";
import { PasswordHasher } from "../../lib/host/password_hash.ts";
import { createLogger } from "../../lib/log/logger.ts";
import { AdminDesk, type LiveSession } from "../../lib/server/admin_desk.ts";
import { MemoryKvStore } from "../../lib/store/memory_kv_store.ts";
import type { UserView } from "../../lib/wire/users.ts";
import { valuesOf } from "./test_board.ts";

/** A session that is only looked at. */
export class FakeLiveSession implements LiveSession {
  /** How it was ended, and with which line. */
  ended: readonly [kind: string, line: string | undefined] | undefined;

  constructor(
    readonly node: number,
    public user: UserView | undefined,
    readonly hostname: string = "192.0.2.1",
  ) {}

  get seat(): LiveSession["seat"] {
    const sessionId = `telnet-192.0.2.1:${this.node}` as SessionId;
    return {
      node: this.node as NodeNumber,
      sessionId,
      hostname: this.hostname,
      view: () => ({
        sessionId,
        node: this.node,
        handle: this.user?.handle ?? "",
        activity: "",
        script: "main",
        kind: "telnet",
        idle: 0,
        connectTime: 1000,
      }),
    };
  }

  updateUser(user: UserView): void {
    this.user = user;
  }

  end(kind: string, line?: string): void {
    this.ended = [kind, line];
  }
}

/** What {@linkcode fakeDesk} made. */
export interface FakeDesk {
  readonly desk: AdminDesk;
  readonly accounts: Accounts;
  readonly store: MemoryKvStore;
  readonly clock: FakeClock;
  readonly throttle: LoginThrottle;
  readonly sessions: FakeLiveSession[];
  /** What was published, as topic and data. */
  readonly published: [topic: string, data: string][];
  /** What was logged, as text. */
  readonly logged: string[];
}

/** Makes a desk; `live` says whether a server runs. */
export function fakeDesk(live: boolean = true): FakeDesk {
  const store = new MemoryKvStore();
  const clock = new FakeClock(1000);
  const defaults = Object.entries(nuaSection.keys).map(([name, key]) => [name, key.default]);
  const accounts = new Accounts({
    store,
    clock,
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    rules: new AccountRules(Object.fromEntries(defaults) as SectionValues<typeof nuaSection>, {
      newcmds: ["new"],
      byecmds: ["bye"],
      anoncmds: ["anonymous"],
    }),
    forget: () => Promise.resolve(),
  });
  const sessions: FakeLiveSession[] = [];
  const published: [string, string][] = [];
  const logged: string[] = [];
  const log = createLogger({
    enabled: () => true,
    write: ({ message, properties }) => void logged.push(`${message} ${JSON.stringify(properties)}`),
  }, () => clock.now());
  const throttle = new LoginThrottle(valuesOf(fail2banSection), clock);
  const desk = new AdminDesk({
    accounts,
    bans: new Bans({ store, clock, log }),
    throttle,
    store: Object.assign(store, {
      backup: (_path: string) => Promise.resolve(),
      exportTo: (_path: string) => Promise.resolve(),
    }),
    folder: "/data",
    clock,
    log,
    live: !live ? undefined : {
      sessions: () => sessions,
      exchange: {
        publish(_from, topic, data) {
          published.push([topic, data]);
          return Promise.resolve(sessions.length);
        },
      },
      status: () => ({ version: "1", started: 1, callers: sessions.length, doors: ["telnet x:1"] }),
      reload: () => Promise.resolve(["Configuration is unchanged"]),
      forecast: (config) => Promise.resolve([`${config} is unchanged`]),
      sendBarredAway: () => 2,
    },
  });
  return { desk, accounts, store, clock, throttle, sessions, published, logged };
}
