/**
 * The weather at a place that the caller names once: it is remembered with his account, as attribute `weather_place`;
 * whether he counts in Celsius is attribute `centigrade`.
 *
 * Where it comes from stands in section `[weather]` of the INI file.
 *
 * @module
 */

import { clearScreen, Lightbar, Pager, paintFrame, readLine, type Session, wrap } from "x84";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { type Place, readPlace, readPlaces, readReport, type Report, reportLines } from "./weather_report.ts";
import { headOf, hostOf, plain, showWords, trouble, waitIn } from "./world.ts";

const GEOCODING = "https://geocoding-api.open-meteo.com/v1/search?name={place}&count=20";
const FORECAST = "https://api.open-meteo.com/v1/forecast?latitude={latitude}&longitude={longitude}" +
  "&current=temperature_2m,weather_code&daily=weather_code,temperature_2m_max,temperature_2m_min";
/** Characters of what may be asked for. */
const MAX_PLACE = 50;

/** The address with its `{words}` filled in. */
function filled(address: string, values: Readonly<Record<string, string>>): string {
  return address.replace(
    /\{(\w+)\}/g,
    (all, name: string) => Object.hasOwn(values, name) ? encodeURIComponent(values[name]!) : all,
  );
}

/** One caller's look out of the window. */
class Window {
  place: Place | undefined;
  centigrade = true;

  constructor(readonly session: Session, readonly look: Look) {}

  /** What is remembered of the caller. */
  async recall(): Promise<void> {
    this.place = readPlace(await this.session.getAttribute("weather_place"));
    this.centigrade = await this.session.getAttribute("centigrade") !== false;
  }

  /** Asks for a place until one is found; answers whether there is one. */
  async askPlace(): Promise<boolean> {
    let message = "";
    for (;;) {
      const typed = (await this.#ask(message))?.trim() ?? "";
      if (typed === "") return false;
      const found = await this.#find(typed);
      if (typeof found === "string") {
        message = found;
        continue;
      }
      const place = found.length === 1 ? found[0] : await this.#choose(found);
      if (place === undefined) continue;
      this.place = place;
      await this.session.setAttribute("weather_place", place);
      return true;
    }
  }

  /** Shows the weather until the caller leaves. */
  async show(): Promise<void> {
    for (;;) {
      const report = await this.#fetchReport();
      const next = report === undefined ? undefined : await this.#showReport(report);
      if (next === "place") {
        if (!await this.askPlace()) return;
      } else if (next !== "again") return;
    }
  }

  async #ask(message: string): Promise<string | undefined> {
    const { session, look } = this;
    const question = "Which city? ";
    const paint = async () => {
      const { left, width } = pageBox(session);
      const margin = " ".repeat(left + 1);
      const words = message === "" ? "Name a place anywhere on Earth, or press Escape." : message;
      await paintFrame(session, [
        ...headOf(session, look, "The weather"),
        "",
        ...wrap(words, Math.max(4, width - 3)).map((line) => margin + line),
        "",
        `${margin}${question}`,
      ]);
    };
    await paint();
    return await readLine(session, {
      maxLength: MAX_PLACE,
      width: () => Math.max(4, Math.min(MAX_PLACE, pageBox(session).width - question.length - 3)),
      onEvent: async () => {
        await paint();
        return true;
      },
    });
  }

  /** Gets JSON, while a pane tells what is waited for; a sentence when there is none, `undefined` for who left. */
  async #get(address: string, what: string): Promise<{ readonly json: unknown } | string | undefined> {
    const { session, look } = this;
    const host = hostOf(address);
    const pane = new Pane<"never">(session, new Pager(), {
      keys: {},
      head: () => headOf(session, look, "The weather"),
      hints: () => [],
    });
    const timeout = session.numberSetting("weather", "timeout", 10) * 1000;
    try {
      const waited = await waitIn(session, pane, what, session.fetch(address, { timeout }));
      if (waited.type === "left") return undefined;
      const { status } = waited.value;
      return status === 200 ? { json: waited.value.json() } : `${host} does not know (it answers ${status}).`;
    } catch (error) {
      return trouble(error, host);
    }
  }

  /** The places of a name, or a sentence why there are none. */
  async #find(name: string): Promise<readonly Place[] | string> {
    const address = filled(this.session.setting("weather", "geocoding", GEOCODING), { place: name });
    const answer = await this.#get(address, "Looking at the map");
    if (answer === undefined) return "";
    if (typeof answer === "string") return answer;
    const places = readPlaces(answer.json);
    return places.length === 0 ? "There is no place of that name." : places;
  }

  async #choose(places: readonly Place[]): Promise<Place | undefined> {
    const { session, look } = this;
    const bar = new Lightbar<Place>({
      items: places.map((place) => ({
        key: place,
        text: ` ${plain(place.name)}${place.region === "" ? "" : `, ${plain(place.region)}`}`,
      })),
      colors: { highlight: look.bar },
    });
    const pane = new Pane<"never">(session, bar, {
      keys: {},
      head: () => [...headOf(session, look, "Which one?", `${places.length} places`), ""],
      hints: () => [["Enter", "this one"], ["up/down", "choose"], ["q", "another name"]],
      keyStyle: look.highlight,
    });
    await pane.paint();
    await pane.next();
    return bar.selected ? bar.selection?.key : undefined;
  }

  async #fetchReport(): Promise<Report | undefined> {
    const { latitude, longitude, name } = this.place!;
    const address = filled(this.session.setting("weather", "forecast", FORECAST), {
      latitude: String(latitude),
      longitude: String(longitude),
    });
    const answer = await this.#get(address, `Looking out of the window in ${name}`);
    if (answer === undefined) return undefined;
    const report = typeof answer === "string" ? undefined : readReport(answer.json);
    if (report !== undefined) return report;
    const words = typeof answer === "string" ? answer : `What ${hostOf(address)} sent is not a forecast.`;
    await showWords(this.session, this.look, "The weather", words);
    return undefined;
  }

  async #showReport(report: Report): Promise<"place" | "again" | undefined> {
    const { session, look } = this;
    const { name, region } = this.place!;
    const pager = new Pager();
    let shown = "";
    const pane = new Pane<"place" | "units" | "again">(session, pager, {
      keys: { place: ["c"], units: ["u", "!"], again: ["r"] },
      head: () => headOf(session, look, name, session.columns < 60 ? "" : region),
      fit: () => {
        const lines = reportLines(report, pager.visibleWidth, this.centigrade, look);
        // Where the caller has scrolled to stays, as long as the lines do.
        if (lines.join("\n") === shown) return;
        shown = lines.join("\n");
        pager.update(lines.map((line) => line.replaceAll("|", "||")));
      },
      status: () => pager.atBottom ? "" : "more below: space",
      hints: () => [
        ["c", "another place"],
        ["u", this.centigrade ? "Fahrenheit" : "Celsius"],
        ["r", "look again"],
        ["q", "leave"],
      ],
      keyStyle: look.highlight,
    });
    await pane.paint();
    for (;;) {
      const action = await pane.next();
      if (action !== "units") return action;
      this.centigrade = !this.centigrade;
      await session.setAttribute("centigrade", this.centigrade);
      await pane.paint();
    }
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("asking for the weather");
  await using _font = await sectionFont(session, "weather");
  const window = new Window(session, await lookOf(session, "weather"));
  await window.recall();
  await clearScreen(session);
  if (window.place === undefined && !await window.askPlace()) return;
  await window.show();
}
