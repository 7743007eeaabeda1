/**
 * Modes of files: what a caller may set of them. The owner keeps what the server needs, and nobody sets bits that change
 * whose program it is.
 *
 * @module
 */

/** The bits that may be set, and those that stay set. */
export interface ModeRule {
  readonly most: number;
  readonly least: number;
}

/** A file or a folder of a sysop's. */
export const SYSOP_FILE: ModeRule = { most: 0o777, least: 0o600 };
export const SYSOP_FOLDER: ModeRule = { most: 0o777, least: 0o700 };

/** A file that somebody has uploaded: nobody may read it whom the setting keeps out. */
export function uploadRule(filemode: number): ModeRule {
  return { most: filemode | 0o600, least: 0o600 };
}

/** What comes of a mode that is asked for. */
export function grantedMode(asked: number, { most, least }: ModeRule): number {
  return (asked & most) | least;
}

/** Whether a mode can be had as it is asked for. What kind of file it is stands in the higher bits. */
export function isGranted(asked: number, rule: ModeRule): boolean {
  return (asked & 0o7777) === grantedMode(asked, rule);
}
