/**
 * Every section of the INI file that the server knows, in the order in which the default file shows them. The keys
 * themselves are declared beside the code that uses them.
 *
 * @module
 */

import type { Section } from "../base/setting.ts";
import { nuaSection } from "../host/account_rules.ts";
import { doorFamily } from "../host/door_settings.ts";
import { fetchSection } from "../host/fetch_service.ts";
import { fail2banSection } from "../host/login_throttle.ts";
import { mailSection } from "../host/mailer.ts";
import { msgSection } from "../host/message_rules.ts";
import { pwresetSection } from "../host/password_reset.ts";
import { matrixSection, systemSection } from "../host/settings.ts";
import { sftpSection } from "../host/sftp_settings.ts";
import { sessionSettings } from "../host/worker_pool.ts";
import { logSection } from "../log/settings.ts";
import { mainSection, onelinersSection } from "../wire/board_settings.ts";
import {
  chatSection,
  noticesSection,
  pageSection,
  profileSection,
  roomSection,
  sysopSection,
  userlistSection,
  whoSection,
} from "../wire/people_settings.ts";
import { PLAY_SECTIONS } from "../wire/play_settings.ts";
import { READING_SECTIONS } from "../wire/reading_settings.ts";
import {
  charsetSection,
  lastcallersSection,
  logoffSection,
  sysinfoSection,
  topSection,
} from "../wire/welcome_settings.ts";
import { boardsSection, remoteFamily } from "../wire/remote_settings.ts";
import { WORLD_SECTIONS } from "../wire/world_settings.ts";
import { sshSection } from "./ssh_settings.ts";
import { rloginSection } from "./rlogin_door.ts";
import { telnetSection } from "./telnet_door.ts";
import { telnetsSection } from "./telnets.ts";
import { webSection } from "./web_settings.ts";

/** All sections. */
export const SECTIONS: readonly Section[] = [
  systemSection,
  telnetSection,
  telnetsSection,
  rloginSection,
  sshSection,
  sftpSection,
  webSection,
  matrixSection,
  nuaSection,
  sessionSettings,
  fail2banSection,
  logSection,
  fetchSection,
  pwresetSection,
  mailSection,
  topSection,
  charsetSection,
  mainSection,
  onelinersSection,
  lastcallersSection,
  whoSection,
  noticesSection,
  chatSection,
  roomSection,
  pageSection,
  profileSection,
  userlistSection,
  sysopSection,
  msgSection,
  ...READING_SECTIONS,
  ...WORLD_SECTIONS,
  boardsSection,
  remoteFamily,
  doorFamily,
  ...PLAY_SECTIONS,
  sysinfoSection,
  logoffSection,
];
