/**
 * The settings in force as a sysop may see them: text by section and key, secrets left out.
 *
 * @module
 */

import type { SettingView } from "../wire/people_calls.ts";
import type { Configuration } from "./configuration.ts";

/** All settings in the order of their declarations, then those that no room has declared. */
export function settingViews(configuration: Configuration): readonly SettingView[] {
  const declared = configuration.sections.flatMap((declaration) => {
    const values: Readonly<Record<string, unknown>> = configuration.get(declaration);
    return Object.entries(declaration.keys).map(([key, setting]): SettingView => {
      const secret = setting.secret === true;
      return {
        section: declaration.name,
        key,
        value: secret ? "" : setting.type.format(values[key]),
        secret,
        live: setting.live === true,
      };
    });
  });
  const others = Object.entries(configuration.boardSections).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, value]): SettingView => ({
      section,
      key,
      value,
      secret: false,
      live: true,
    }))
  );
  return [...declared, ...others];
}
