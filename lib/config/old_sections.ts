/**
 * Sections of x/84 that have another name here, so that a sysop who brings his file along is told of it. Their keys
 * are others, too: nothing is taken from them by itself.
 *
 * @module
 */

const OLD_SECTIONS: Readonly<Record<string, string>> = {
  door: 'its "path" is in section [doors], and each door has a section [door NAME] of its own',
  sesame: "a door has a section [door NAME] of its own",
  hackernews: "the feed reader has section [rss]",
  fbrowse: "the file area has section [files]",
  "shroo-ms": "its service is no more; one-liners have section [oneliners]",
};

/** What became of a section of x/84; `undefined` for any other. The name is in lower case. */
export function newHomeOf(section: string): string | undefined {
  if (section.startsWith("msgnet_")) return "there are no message networks";
  return Object.hasOwn(OLD_SECTIONS, section) ? OLD_SECTIONS[section] : undefined;
}
