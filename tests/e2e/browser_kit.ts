/**
 * A real browser without a window, Chromium, led by its DevTools protocol.
 *
 * @module
 */

import { installed, PATIENCE, until } from "./harness.ts";

/** Whether there is one. */
export const BROWSER: string | undefined = ["chromium", "chromium-headless-shell", "google-chrome"].find(
  installed,
);

/** Something that the page said or did. */
interface BrowserEvent {
  readonly method: string;
  // deno-lint-ignore no-explicit-any
  readonly params: any;
}

/** A key by its name. */
const KEYS: Readonly<Record<string, { readonly code: number; readonly text?: string }>> = {
  Enter: { code: 13, text: "\r" },
  Tab: { code: 9 },
  Escape: { code: 27 },
  ArrowUp: { code: 38 },
  ArrowDown: { code: 40 },
};

/** How the window is. */
export interface BrowserWindow {
  readonly width?: number;
  readonly height?: number;
  /** A telephone: a finger, no mouse. */
  readonly mobile?: boolean;
}

/** One browser with one page. */
export class Browser implements AsyncDisposable {
  #answers = new Map<number, PromiseWithResolvers<unknown>>();
  #number = 0;
  /** What happened, console and network included. */
  readonly events: BrowserEvent[] = [];

  private constructor(
    private readonly process: Deno.ChildProcess,
    private readonly folder: string,
    private readonly socket: WebSocket,
    private readonly pump: Promise<void>,
  ) {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      const answer = this.#answers.get(message.id);
      if (message.id === undefined) this.events.push(message);
      else if (message.error === undefined) answer?.resolve(message.result);
      else answer?.reject(new Error(message.error.message));
      this.#answers.delete(message.id);
    };
  }

  /** Starts it with an empty profile and an empty page. It has no WebGL, unless that is wanted. */
  static async start({ webgl = false }: { readonly webgl?: boolean } = {}): Promise<Browser> {
    const folder = await Deno.makeTempDir({ prefix: "x84-browser-" });
    const process = new Deno.Command(BROWSER!, {
      args: [
        "--headless=new",
        "--no-sandbox",
        ...(webgl
          ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
          : ["--disable-gpu", "--disable-3d-apis"]),
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--ignore-certificate-errors",
        "--remote-debugging-port=0",
        "--remote-allow-origins=*",
        `--user-data-dir=${folder}`,
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let said = "";
    const pump = (async () => {
      for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) said += text;
    })();
    const address = await until("the browser listens", () => {
      return /DevTools listening on (ws:\/\/\S+?)\/devtools/.exec(said)?.[1];
    }, 3 * PATIENCE);
    const page = await until("the browser has a page", async () => {
      const list = await (await fetch(`${address.replace("ws", "http")}/json/list`)).json();
      return list.find(({ type }: { type: string }) => type === "page")?.webSocketDebuggerUrl as string;
    });
    const socket = new WebSocket(page);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const browser = new Browser(process, folder, socket, pump);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  /** Sends a command of the protocol. */
  send<T = unknown>(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const id = ++this.#number;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.socket.send(JSON.stringify({ id, method, params }));
    return answer.promise as Promise<T>;
  }

  /** Goes to a page. */
  async open(url: string, window: BrowserWindow = {}): Promise<void> {
    await this.resize(window);
    await this.send("Page.navigate", { url });
  }

  /** Gives the window another size. */
  async resize({ width = 1280, height = 800, mobile = false }: BrowserWindow): Promise<void> {
    await this.send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      mobile,
      deviceScaleFactor: mobile ? 2 : 1,
    });
    await this.send("Emulation.setTouchEmulationEnabled", { enabled: mobile });
  }

  /** What an expression is in the page. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<
      { result: { value: T }; exceptionDetails?: { text: string; exception?: { description?: string } } }
    >(
      "Runtime.evaluate",
      { expression, returnByValue: true, awaitPromise: true },
    );
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** The rows of the terminal as they are painted. */
  async rows(): Promise<string[]> {
    return await this.value<string[]>(
      `[...document.querySelectorAll(".xterm-rows > div")].map((row) => row.textContent.replaceAll("\u00a0", " ").trimEnd())`,
    );
  }

  /** Waits until the terminal shows `wanted` somewhere. */
  async see(wanted: string | RegExp): Promise<string[]> {
    let rows: string[] = [];
    return await until(`the page shows ${wanted}`, async () => {
      rows = await this.rows();
      const whole = rows.join("\n");
      return (typeof wanted === "string" ? whole.includes(wanted) : wanted.test(whole)) ? rows : undefined;
    }).catch((error) => {
      throw new Error(`${error.message}:\n${rows.join("\n")}\n${JSON.stringify(this.complaints())}`);
    });
  }

  /** Types text, key by key. */
  async type(text: string): Promise<void> {
    for (const char of text) {
      await this.send("Input.dispatchKeyEvent", { type: "keyDown", text: char, key: char });
      await this.send("Input.dispatchKeyEvent", { type: "keyUp", key: char });
    }
  }

  /** Presses a key. */
  async press(key: keyof typeof KEYS & string): Promise<void> {
    const { code, text } = KEYS[key]!;
    const event = { key, code: key, windowsVirtualKeyCode: code };
    await this.send("Input.dispatchKeyEvent", {
      ...event,
      type: text === undefined ? "rawKeyDown" : "keyDown",
      text,
    });
    await this.send("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
  }

  /** What the page or the browser complained of. */
  complaints(): string[] {
    return this.events.flatMap(({ method, params }) => {
      if (method === "Runtime.exceptionThrown") {
        const { text, exception } = params.exceptionDetails;
        return [`${text} ${exception?.description ?? ""}`];
      }
      if (method === "Log.entryAdded" && params.entry.level === "error") {
        return [`${params.entry.text} ${params.entry.url ?? ""}`];
      }
      return [];
    });
  }

  /** Addresses of what was loaded. */
  requests(): string[] {
    return this.events.filter(({ method }) => method === "Network.requestWillBeSent").map(({ params }) =>
      params.request.url
    );
  }

  /** A picture of the window, PNG. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.send<{ data: string }>("Page.captureScreenshot", { format: "png" });
    return Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => (this.socket.onclose = resolve));
    this.send("Browser.close").catch(() => {});
    const killer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await this.process.status;
    clearTimeout(killer);
    this.socket.close();
    await Promise.all([closed, this.pump]);
    await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }
}
