/**
 * Lets the terminal style itself under a policy that allows no styles but those of files.
 *
 * xterm.js writes `style` elements and `style` attributes. Both are refused where `style-src` has no `unsafe-inline`,
 * for a stranger's markup could hold them, too. What a script does by the object model is allowed, for that needs a
 * script; so what xterm.js writes is done by that. Its option `documentOverride` does not reach all of its parts.
 *
 * @module
 */

const plainElement = document.createElement.bind(document);

/** From now on, styles that scripts write count. */
export function allowStyles() {
  document.createElement = createElement;
}

/** @param {string} name */
function createElement(name) {
  if (name === "style") return createStyle();
  const element = plainElement(name);
  if (name === "span") element.setAttribute = setAttribute;
  return element;
}

/** Stands where a `style` element would, and shows nothing. */
function createStyle() {
  const element = plainElement("template");
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(element, "textContent", { set: (text) => sheet.replaceSync(text) });
  return element;
}

/**
 * @this {HTMLElement}
 * @param {string} name
 * @param {string} value
 */
function setAttribute(name, value) {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}
