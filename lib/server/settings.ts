/**
 * Every section of the INI file that the server knows, in the order in which the default file shows them. The keys
 * themselves are declared beside the code that uses them.
 *
 * @module
 */

import type { Section } from "../base/setting.ts";
import { nuaSection } from "../host/account_rules.ts";
import { fail2banSection } from "../host/login_throttle.ts";
import { msgSection } from "../host/message_rules.ts";
import { matrixSection, systemSection } from "../host/settings.ts";
import { sessionSettings } from "../host/worker_pool.ts";
import { logSection } from "../log/settings.ts";
import { logoffSection, mainSection, onelinersSection, topSection } from "../wire/board_settings.ts";
import { telnetSection } from "./telnet_door.ts";

/** All sections. */
export const SECTIONS: readonly Section[] = [
  systemSection,
  telnetSection,
  matrixSection,
  nuaSection,
  sessionSettings,
  fail2banSection,
  logSection,
  topSection,
  mainSection,
  onelinersSection,
  msgSection,
  logoffSection,
];
