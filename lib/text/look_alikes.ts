/**
 * What to draw on a terminal that lacks a character: the nearest things it may have, best first.
 *
 * Each stands in as many cells as the original, so that layouts hold.
 *
 * @module
 */

/** Groups between blanks: the characters before the colon are replaced by the first one behind it that exists. */
const ROWS = [
  "“”„‟″«»:\" ‘’‚‛′`´:' ‐‑‒–—―−⁃:- …:. •●◦:∙·*o ○◯:o ‹〈:< ›〉:> €:εE ™:T ©:c ®:r ×:x ÷:/ ¤:o ±:+",
  "☺☻:O ♥♡:v ♦♢◆◇♣♧♠♤★☆✦✧❄∗:* ♂♀:o ♪♫♩:d ♬:d ☼☀:* ►▶▸→⇒➔➜:> ◄◀◂←⇐:< ▲△▴↑⇑⌂:^ ▼▽▾↓⇓:v ↕↨⇕:│| ↔⇔:─- ‼:! ¶:P §:S",
  "▬:■- ◘◙:■# ∟:└L ✓✔:√v ✗✘✕✖:x ≠:= ≈:~ ≡:= ≤:< ≥:> ¢:c £:L ¥:Y ₧:P ƒ:f ¿:? ¡:! ª:a º:o °:o ∙·:. √:v ■▪□▫:■#",
  "─━┄┅┈┉╌╍╴╶╸╺╼╾═:─- │┃┆┇┊┋╎╏╵╷╹╻╽╿║:│| ┌┍┎┏╭╒╓╔:┌+ ┐┑┒┓╮╕╖╗:┐+ └┕┖┗╰╘╙╚:└+ ┘┙┚┛╯╛╜╝:┘+",
  "├┝┞┟┠┡┢┣╞╟╠:├+ ┤┥┦┧┨┩┪┫╡╢╣:┤+ ┬┭┮┯┰┱┲┳╤╥╦:┬+ ┴┵┶┷┸┹┺┻╧╨╩:┴+",
  "┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╪╫╬:┼+ ╱:/ ╲:\\ ╳:X ▔:▀- ▁▂▃:▄_ ▅▆▇:█# ▏▎▍:▌| ▋▊▉:█# ▕:▐| ▖▗:▄. ▘▝:▀' ▙▛▜▟:█# ▚▞:▒#",
  '█▓▒:# ░:: ▄:_ ▀:" ▌▐:| ø:o Ø:O Łλ:L ł:l đ:d Đ:D ð:d Ð:D þ:p Þ:P æ:a Æ:A œ:o Œ:O ß:s ı:i ŋ:n Ŋ:N ħ:h Ħ:H ŧ:t Ŧ:T',
  "µμ:µu π:p Ωω:ΩO Δ:δ β:ß α:a ∑:Σ ∏:π ∆:δ ⌐:- ¬:- ½¼:? ∞:8 ∩:n ⌠:( ⌡:) ⁿ:n ²:2 ³:3 ¹:1",
].join(" ");

let table: Map<string, string> | undefined;

/** Characters that may stand for `char`, best first; an accented letter's is the letter. */
export function lookAlikes(char: string): string {
  if (table === undefined) {
    table = new Map();
    for (const group of ROWS.split(" ")) {
      const colon = group.indexOf(":", 1);
      for (const glyph of group.slice(0, colon)) table.set(glyph, group.slice(colon + 1));
    }
  }
  const known = table.get(char);
  if (known !== undefined) return known;
  const [base] = char.normalize("NFKD");
  return base === undefined || base === char ? "" : base;
}
