import assert from "node:assert/strict";
import weather from "../../../scripts/weather.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening, pageOf } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const LISBON = { name: "Lisbon", admin1: "Lisbon", country: "Portugal", latitude: 38.7, longitude: -9.1 };
const PLACE = JSON.stringify({ name: "Lisbon", region: "Lisbon, Portugal", latitude: 38.7, longitude: -9.1 });
const CODES = [0, 2, 3, 61, 95, 73, 45];

const FORECAST = {
  current: {
    temperature_2m: 21.4,
    relative_humidity_2m: 60,
    apparent_temperature: 20.6,
    weather_code: 2,
    wind_speed_10m: 16.1,
    wind_direction_10m: 315,
  },
  daily: {
    time: CODES.map((_, i) => `2024-06-0${i + 1}`),
    weather_code: CODES,
    temperature_2m_max: CODES.map((_, i) => 20 + i),
    temperature_2m_min: CODES.map((_, i) => -i * 0.1),
    precipitation_probability_max: CODES.map((_, i) => i * 10),
  },
};

const SETTINGS = {
  weather: {
    geocoding: "https://map.example/search?name={place}&x=1",
    forecast: "https://sky.example/f?lat={latitude}&lon={longitude}",
  },
};

interface Answers {
  readonly places?: unknown;
  readonly forecast?: unknown;
  readonly attributes?: Record<string, string | undefined>;
}

async function run(happenings: readonly Happening[], options: FakeOptions = {}, answers: Answers = {}) {
  const attributes = answers.attributes ?? { weather_place: PLACE };
  const host = (call: CallOf<Verb>) => {
    if (call.verb === "getAttribute") return attributes[call.name];
    if (call.verb === "setAttribute") attributes[call.name] = call.value;
    if (call.verb !== "fetch") return undefined;
    return call.request.url.startsWith("https://map.")
      ? answers.places ?? pageOf(JSON.stringify({ results: [LISBON] }))
      : answers.forecast ?? pageOf(JSON.stringify(FORECAST));
  };
  using session = new FakeSession({ user: ALICE, host, settings: SETTINGS, happenings, ...options });
  const end = await session.run(weather);
  const asked = session.calls.flatMap((call) => call.verb === "fetch" ? [call.request.url] : []);
  return { end, screen: await session.screen(), session, asked, attributes };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`weather shows now and the days to come in ${columns}x${rows}, ${encoding}`, async () => {
      await assertScreen(`weather_${columns}x${rows}`, (await run([], { columns, rows, encoding })).screen);
    });
  }
}

Deno.test("weather asks for a place once, and remembers it", async () => {
  const attributes: Record<string, string | undefined> = {};
  const { asked, screen } = await run(["lisbon, pt\r"], {}, { attributes });
  assert.deepEqual(asked, [
    "https://map.example/search?name=lisbon%2C%20pt&x=1",
    "https://sky.example/f?lat=38.7&lon=-9.1",
  ]);
  assert.deepEqual(JSON.parse(attributes.weather_place!), JSON.parse(PLACE));
  assert.match(screen, /21\u00b0C, some clouds/);
  assert.match(screen, /16 km\/h from the north-west/);
});

Deno.test("weather lets the caller choose among places of one name", async () => {
  const second = { ...LISBON, country: "United States", admin1: "Maine", latitude: 44, longitude: -70 };
  const places = pageOf(JSON.stringify({ results: [LISBON, second] }));
  const attributes = {};
  const { asked, screen } = await run(["lisbon\r", "j\r"], {}, { places, attributes });
  assert.equal(asked[1], "https://sky.example/f?lat=44&lon=-70");
  assert.match(screen, /Maine, United States/);
});

Deno.test("weather changes units and keeps the choice", async () => {
  const { screen, attributes } = await run(["u"]);
  assert.match(screen, /71\u00b0F, some clouds/);
  assert.match(screen, /10 mph/);
  assert.equal(attributes.centigrade, "false");
  assert.match((await run(["!", "u"])).screen, /21\u00b0C/);
});

Deno.test("weather says when it knows no such place, and asks again until Escape", async () => {
  const attributes = {};
  const places = pageOf(JSON.stringify({ generationtime_ms: 1 }));
  const { screen } = await run(["atlantis\r"], {}, { places, attributes });
  assert.match(screen, /There is no place of that name/);
  assert.equal((await run(["\x1b"], {}, { attributes })).end.type, "returned");
  assert.equal((await run(["\r"], {}, { attributes })).end.type, "returned");
});

Deno.test("weather says in a line when nobody answers, or makes no sense", async () => {
  const wrong: [unknown, RegExp][] = [
    [{ fault: { code: "network", message: "x" } }, /sky\.example cannot be reached/],
    [{ fault: { code: "refused", message: "x" } }, /does not fetch from sky\.example/],
    [pageOf("<html>"), /makes no sense/],
    [pageOf("{}"), /is not a forecast/],
    [pageOf("null"), /is not a forecast/],
    [pageOf("x", { status: 429 }), /it answers 429/],
  ];
  for (const [forecast, words] of wrong) {
    assert.match((await run([], {}, { forecast })).screen, words);
    assert.equal((await run([" "], {}, { forecast })).end.type, "returned");
  }
});

Deno.test("weather believes no number and no word that it is told", async () => {
  const hostile = {
    current: { temperature_2m: 5, weather_code: "\x1b[2J", wind_speed_10m: 1e300, wind_direction_10m: -1 },
    daily: {
      time: ["\x1b[2J", "2024-06-01", "2024-13-99", null, "2024-06-02"],
      weather_code: [1, 12345],
      temperature_2m_max: [1, 2, 3, 4, "x"],
      temperature_2m_min: { length: 1e9 },
    },
  };
  const { screen, session } = await run([], {}, { forecast: pageOf(JSON.stringify(hostile)) });
  assert.match(screen, /5\u00b0C, something/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output.replaceAll("\x1b[H\x1b[2J", ""), /\x1b\[2J/);
  const evil = { ...LISBON, name: "L\x1b[2J\x9b6nis", country: 7 };
  const places = pageOf(JSON.stringify({ results: [evil, { ...LISBON, latitude: 1e9 }, null, "x"] }));
  const attributes = {};
  const found = await run(["x\r"], {}, { places, attributes });
  assert.match(found.screen, /^ Lis {2}/);
});

Deno.test("weather paints again in another size, and another place can be named", async () => {
  const { screen } = await run([{ columns: 40, rows: 12 }]);
  assert.match(screen, /more below/);
  const { asked } = await run(["c", "rome\r"]);
  assert.equal(asked[1], "https://map.example/search?name=rome&x=1");
  assert.equal((await run(["r"])).asked.length, 2);
});
