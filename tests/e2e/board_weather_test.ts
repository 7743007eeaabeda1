/** The weather by telnet, over a web server on loopback. */

import assert from "node:assert/strict";
import { LocalWeb } from "../fakes/local_web.ts";
import { startBoard } from "./battery_kit.ts";
import { arrive, back, start } from "./people_kit.ts";

Deno.test("Callers name a place once, and see its weather whenever they come", async () => {
  const queries: string[] = [];
  await using web = new LocalWeb((request, path) => {
    queries.push(new URL(request.url).search);
    if (path === "/map") {
      const place = (name: string, country: string) => ({ name, country, latitude: 48.2, longitude: 16.4 });
      return Response.json({ results: [place("Vienna", "Austria"), place("Vienna", "United States")] });
    }
    return Response.json({
      current: { temperature_2m: 12.6, weather_code: 61, wind_speed_10m: 10, wind_direction_10m: 90 },
      daily: {
        time: ["2024-06-01", "2024-06-02"],
        weather_code: [0, 95],
        temperature_2m_max: [20, 21],
        temperature_2m_min: [10, 11],
      },
    });
  });
  const weather = {
    geocoding: `http://${web.host}/map?q={place}`,
    forecast: `http://${web.host}/sky?at={latitude},{longitude}`,
  };
  const ini = { weather, fetch: { hosts: web.host }, session: { preload: "f_top" } };
  await using board = await startBoard({ ini });
  await using caller = await arrive(board, "alice");
  await start(caller, "weather", "Which city?");
  await caller.send("vi en&na\r");
  await caller.see("Vienna, Austria");
  await caller.send("\r");
  await caller.see("13\u00b0C, light rain");
  await caller.send("u");
  await caller.see("55\u00b0F, light rain");
  await caller.resize(40, 24);
  await caller.see("Sun 2 Jun");
  await caller.send("q");
  await back(caller);
  assert.deepEqual(queries, ["?q=vi%20en%26na", "?at=48.2,16.4"]);
  await start(caller, "weather", "55\u00b0F, light rain");
  await caller.send("\x1b");
  await back(caller);
});

Deno.test("The weather says in a line when its host is not allowed", async () => {
  await using board = await startBoard({ ini: { fetch: { hosts: "" }, session: { preload: "f_top" } } });
  await using caller = await arrive(board, "alice");
  await start(caller, "weather", "Which city?");
  await caller.send("rome\r");
  await caller.see("does not fetch from geocoding-api.open-meteo.com");
  await caller.send("\x1b");
  await back(caller);
});
