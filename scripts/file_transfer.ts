/**
 * How callers get files: by SFTP, which is a program of theirs. A board cannot see by which name it was called, so the
 * host's name is for the caller to fill in.
 *
 * @module
 */

import type { Session } from "x84";
import { FLAGGED } from "./file_flags.ts";

/** The command that a caller types at home; `undefined` where the file area is not to be had by SFTP, or not by him. */
export function sftpCommand(session: Session): string | undefined {
  if (!session.flagSetting("ssh", "enabled", false) || !session.flagSetting("sftp", "enabled", false)) {
    return undefined;
  }
  // Another folder has other files.
  const root = session.setting("sftp", "root").trim();
  if (root !== "" && root !== session.setting("files", "root").trim()) return undefined;
  const { user } = session;
  const guest = user === undefined || user.guest;
  if (guest && !session.flagSetting("sftp", "guests", false)) return undefined;
  const groups = session.listSetting("sftp", "groups");
  if (!guest && !session.isSysop && groups.length > 0 && !groups.some((it) => user.groups.includes(it))) {
    return undefined;
  }
  const known = ["advertise_port", "port"].map((key) => session.setting("ssh", key).trim());
  const port = known.find((it) => it !== "" && it !== "0") ?? "";
  const name = guest ? "anonymous" : session.handle;
  return `sftp ${port === "" || port === "22" ? "" : `-P ${port} `}${name}@HOST`;
}

/** Whether a caller who comes by SFTP may send files. */
function mayUpload(session: Session): boolean {
  const { user } = session;
  if (user === undefined || user.guest || session.flagSetting("sftp", "read_only", false)) return false;
  const groups = session.listSetting("sftp", "upload_groups");
  return session.isSysop || groups.length === 0 || groups.some((it) => user.groups.includes(it));
}

/** Tells how to get `flagged` files, and how to send some. */
export function transferWords(session: Session, flagged: number): string {
  const command = sftpCommand(session);
  if (command === undefined) {
    return "Files of this board cannot be sent to you: it has no SFTP for you. What you flag stays flagged.";
  }
  const lines = [
    "Files come by SFTP, over SSH. Type at home, with the name of this board in place of HOST:",
    "",
    `  ${command}`,
    "",
  ];
  if (session.user?.guest !== false) return lines.join("\n");
  if (flagged === 0) lines.push(`What you flag here with the space bar lies there in ${FLAGGED}.`);
  else {
    const files = flagged === 1 ? "1 file" : `${flagged} files`;
    lines.push(
      `There, get what you have flagged, ${files}; what has come to its end loses its flag:`,
      "",
      `  get ${FLAGGED}/*`,
    );
  }
  if (mayUpload(session)) {
    lines.push("", "To send one of yours, which a sysop will look at:", "", "  put NAME");
  }
  return lines.join("\n");
}
