/**
 * Section `[sftp]` of the INI file.
 *
 * @module
 */

import { flag, integer, list, octal, path, section, type SectionValues } from "../base/setting.ts";

/** Section `[sftp]`. */
export const sftpSection = section(
  "sftp",
  "Files by SFTP and scp, over the SSH door. Sysops do everything in the folder, others read and upload.",
  {
    enabled: { type: flag, default: false, help: "Whether there are files for callers.", live: true },
    root: {
      type: path,
      default: "",
      help: "The folder, relative to this folder; blank for that of [files].",
      live: true,
    },
    groups: {
      type: list,
      default: [],
      help: "Groups whose members may use it, between commas; blank for all users.",
      live: true,
    },
    guests: { type: flag, default: false, help: "Whether guests may read.", live: true },
    read_only: { type: flag, default: false, help: "Nobody changes anything, sysops neither.", live: true },
    upload_groups: {
      type: list,
      default: [],
      help: "Groups whose members may upload, between commas; blank for all users.",
      live: true,
    },
    max_upload: {
      type: integer(1, 1_000_000),
      default: 100,
      help: "Most MiB of a file that is uploaded; sysops may send more.",
      live: true,
    },
    uploads_quota: {
      type: integer(1, 10_000_000),
      default: 1000,
      help: "Most MiB that wait in __uploads__ together.",
      live: true,
    },
    uploads_filemode: {
      type: octal(0o600, 0o777),
      default: 0o644,
      help: "Permissions of files that are made, as chmod has them; who uploads may take some away.",
      live: true,
    },
    idle_timeout: {
      type: integer(0, 1_000_000),
      default: 900,
      help: "Seconds in which nothing is asked or moved after which a client is sent away; 0 never.",
      live: true,
    },
  },
);

/** The values of `[sftp]`. */
export type SftpSettings = SectionValues<typeof sftpSection>;
