/**
 * Finds the desk that carries out an operator's calls: the running server's, or one on the database itself.
 *
 * @module
 */

import { systemClock } from "../base/clock.ts";
import { OperatorError } from "../base/errors.ts";
import { readConfigFile } from "../config/config_file.ts";
import type { Configuration } from "../config/configuration.ts";
import { AccountRules, nuaSection } from "../host/account_rules.ts";
import { AddressGuard } from "../host/address_guard.ts";
import { Accounts } from "../host/accounts.ts";
import { fail2banSection } from "../host/login_throttle.ts";
import { PasswordHasher } from "../host/password_hash.ts";
import { matrixSection } from "../host/settings.ts";
import { logSection } from "../log/settings.ts";
import { openLog } from "../log/setup.ts";
import type { HomePaths } from "../serve.ts";
import type { Desk } from "../server/admin_calls.ts";
import { AdminDesk } from "../server/admin_desk.ts";
import { ControlClient } from "../server/control_client.ts";
import { readSettings } from "../server/home.ts";
import { StoreClient } from "../store/store_client.ts";

/** Lets `work` use the desk of the server that runs; throws an `OperatorError` when none does. */
export async function withServer<T>(paths: HomePaths, work: (desk: Desk) => Promise<T>): Promise<T> {
  using client = await ControlClient.connect(paths.control);
  if (client === undefined) {
    throw new OperatorError(`Cannot reach a server of "${paths.home}": none is running`);
  }
  return await work(client);
}

/** Lets `work` use the server's desk, or, when none runs, one that has opened the database. */
export async function withDesk<T>(paths: HomePaths, work: (desk: Desk) => Promise<T>): Promise<T> {
  using client = await ControlClient.connect(paths.control);
  if (client !== undefined) return await work(client);
  const configuration = await readHome(paths);
  await using undo = new AsyncDisposableStack();
  const log = openLog(configuration.get(logSection), {
    clock: systemClock,
    colours: false,
    resolvePath: paths.within,
    // What is done is told by the command itself; the log file keeps it.
    writeLine: () => {},
  });
  undo.defer(() => log.close());
  const store = undo.use(await StoreClient.open(paths.database(configuration)));
  const guard = await AddressGuard.open({
    settings: configuration.get(fail2banSection),
    store: store.store,
    clock: systemClock,
    log: log.logger,
  });
  undo.defer(() => guard.close());
  return await work(
    new AdminDesk({
      bans: guard.bans,
      throttle: guard.throttle,
      accounts: new Accounts({
        store: store.store,
        hasher: new PasswordHasher(),
        clock: systemClock,
        rules: new AccountRules(configuration.get(nuaSection), configuration.get(matrixSection)),
        forget: (canonical) => store.messages.forget(canonical, systemClock.now()),
      }),
      store: Object.assign(store.store, { exportTo: (path: string) => store.export(path) }),
      folder: paths.data(configuration),
      clock: systemClock,
      log: log.logger,
      live: undefined,
    }),
  );
}

/** Reads the INI file of a board that was made before: a mistyped `--home` must not make another. */
export async function readHome(paths: HomePaths): Promise<Configuration> {
  const text = await readConfigFile(paths.config);
  if (text === undefined) {
    throw new OperatorError(
      `Cannot find a board in "${paths.home}": there is no "${paths.config}"; "x84 init" makes one`,
    );
  }
  return readSettings(text, paths.config);
}
