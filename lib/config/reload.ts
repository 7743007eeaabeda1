/**
 * What a changed configuration file means for a running server: which values apply now, which wait for a restart.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Section } from "../base/setting.ts";
import { Configuration } from "./configuration.ts";

/** One setting that differs. */
export interface SettingChange {
  readonly section: string;
  readonly key: string;
  /** As text; `undefined` when the board's own key was not there. Secrets are not told. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly secret: boolean;
  /** Whether it applies now. */
  readonly live: boolean;
}

/** The outcome of a reload. */
export interface Reload {
  readonly changes: readonly SettingChange[];
  /** What the server goes on with: new values where they are live, old ones where they need a restart. */
  readonly effective: Configuration;
  /** A sentence for each change, for the log. */
  readonly report: readonly string[];
  /** The same before it is done: what a reload would change, and what only a restart. */
  readonly forecast: readonly string[];
}

/**
 * Compares the configuration in force with the one that was read anew from the same declarations.
 *
 * The board's own sections are live: scripts that start afterwards see them.
 */
export function planReload(running: Configuration, loaded: Configuration): Reload {
  const changes: SettingChange[] = [];
  const effective = new Map<Section, Map<string, unknown>>();
  const sections = new Set([...loaded.sections, ...running.sections]);
  for (const section of sections) {
    // One of a family may have come or gone: what is not there has the defaults.
    const before: Record<string, unknown> = valuesOf(running, section);
    const after: Record<string, unknown> = valuesOf(loaded, section);
    const values = new Map<string, unknown>();
    for (const [key, setting] of Object.entries(section.keys)) {
      const live = setting.live === true;
      values.set(key, live ? after[key] : before[key]);
      const texts = { before: setting.type.format(before[key]), after: setting.type.format(after[key]) };
      if (texts.before === texts.after) continue;
      const secret = setting.secret === true;
      changes.push({
        section: section.name,
        key,
        before: secret ? undefined : texts.before,
        after: secret ? undefined : texts.after,
        secret,
        live,
      });
    }
    if (loaded.has(section)) effective.set(section, values);
  }
  changes.push(...boardChanges(running, loaded));
  return {
    changes,
    effective: new Configuration(effective, loaded.boardSections, loaded.warnings),
    report: changes.length === 0 ? ["Configuration is unchanged"] : changes.map(sentence),
    forecast: changes.map((change) =>
      `${change.live ? "A reload changes" : "Only a restart changes"} ${described(change)}`
    ),
  };
}

function valuesOf(configuration: Configuration, section: Section): Record<string, unknown> {
  if (configuration.has(section)) return configuration.get(section);
  return Object.fromEntries(Object.entries(section.keys).map(([key, setting]) => [key, setting.default]));
}

function boardChanges(running: Configuration, loaded: Configuration): SettingChange[] {
  const changes: SettingChange[] = [];
  const before = running.boardSections;
  const after = loaded.boardSections;
  for (const section of union(before, after)) {
    for (const key of union(before[section] ?? {}, after[section] ?? {})) {
      const texts = { before: before[section]?.[key], after: after[section]?.[key] };
      if (texts.before === texts.after) continue;
      // A script's section may hold its passwords, and nobody has declared which: none of its values is told.
      changes.push({ section, key, before: undefined, after: undefined, secret: true, live: true });
    }
  }
  return changes;
}

function union(a: object, b: object): Set<string> {
  return new Set([...Object.keys(a), ...Object.keys(b)]);
}

function sentence(change: SettingChange): string {
  if (change.live) return `Changed ${described(change)}`;
  return `Restart needed: ${described(change, " changes")}`;
}

function described({ section, key, secret, before, after }: SettingChange, verb: string = ""): string {
  const values = secret ? "" : ` from ${quote(before ?? "")} to ${quote(after ?? "")}`;
  return `"${key}" in section [${section}]${verb}${values}`;
}
