/**
 * The few lines of shell that a door needs: Deno has no pseudo-terminal, so `script` of util-linux (or BSD's) makes it.
 *
 * ```text
 *   server -- pipes -- script == pseudo-terminal == the program
 *     \------- pipe -- a shell that waits: it ends everything when the server is gone
 * ```
 *
 * All of it is run by `/bin/sh`, the one program that the server may start. Texts of the INI file and of callers are
 * arguments, or stand between single quotes ({@linkcode shellWord}); none is ever read as shell.
 *
 * @module
 */

/** The program that runs these lines. */
export const SHELL = "/bin/sh";
/** Where the tools are: `script`, `stty`, `env`. The server's own PATH is not known to it. */
export const TOOLS_PATH =
  "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/opt/homebrew/bin:/run/current-system/sw/bin";
/** The variable that everything which a run has started is known by. */
export const MARK = "X84_DOOR";
/** What the pseudo-terminal says first: `x84 PID TTY`. */
export const GREETING = /^x84 (\d+) (\/dev\/\S+)\r?\n/;
/** Status of a run without `script`. */
export const NO_SCRIPT = 126;

/**
 * Memory in KiB that `script` may have. It keeps what is typed and not read by the program, without a bound of its own;
 * at rest it has 3 MiB.
 */
const SCRIPT_MEMORY = 32 * 1024;
/** Tenths of a second that programs have to tidy up after SIGHUP. */
const GRACE = 20;
/** Tenths of a second after which a sweep gives up. */
const PATIENCE = 80;

/** A word for a shell: whatever is in it stands for itself. Throws a `TypeError` for a NUL, which no argument can hold. */
export function shellWord(word: string): string {
  if (word.includes("\0")) throw new TypeError("Cannot quote word: found a NUL");
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** What runs within the pseudo-terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** Whether characters are UTF-8, so that backspace takes whole ones. */
  readonly utf8: boolean;
  /** What the caller's terminal sends for backspace. */
  readonly erase: "^?" | "^H";
  readonly folder: string;
  readonly env: ReadonlyMap<string, string>;
  readonly argv: readonly string[];
}

/** The lines that set the pseudo-terminal up, greet, and become the program. */
export function insideLines({ columns, rows, utf8, erase, folder, env, argv }: Terminal): string {
  const variables = Array.from(env, ([name, value]) => shellWord(`${name}=${value}`));
  return [
    // What `script` was kept to is not for the program.
    'ulimit -S -v "${X84_LIMIT:-unlimited}" 2>/dev/null',
    `stty sane erase '${erase}' rows ${rows} cols ${columns} 2>/dev/null`,
    `stty ${utf8 ? "" : "-"}iutf8 2>/dev/null`,
    `cd ${shellWord(folder)} || exit 125`,
    `printf 'x84 %s %s\\n' "$$" "$(tty)"`,
    `exec env -i ${[...variables, ...argv.map(shellWord)].join(" ")}`,
  ].join("\n");
}

/**
 * Ends everything that has the mark `$1` in its environment or is in the session of `$2`: SIGHUP, after a while SIGKILL,
 * until nothing is left. Programs that start a session of their own are found by the mark.
 */
export const SWEEP = `
found() {
  if [ -r /proc/self/stat ]; then
    for file in $(grep -laF "${MARK}=$1" /proc/[0-9]*/environ 2>/dev/null); do
      file=\${file%/environ}; echo "\${file#/proc/}"
    done
    [ "$2" -gt 1 ] || return 0
    for file in /proc/[0-9]*/stat; do
      read -r line 2>/dev/null <"$file" || continue
      pid=\${line%% *}
      set -- "$1" "$2" \${line##*) }
      [ "$6" = "$2" ] && [ "$3" != Z ] && echo "$pid"
    done
  else
    ps axeww -o pid= -o command= 2>/dev/null | MARKED="$1" awk 'index($0, "${MARK}=" ENVIRON["MARKED"]) { print $1 }'
    [ "$2" -gt 1 ] && kill -0 -- "-$2" 2>/dev/null && echo "-$2"
  fi
  return 0
}
tries=0
while :; do
  pids=$(found "$1" "\${2:-0}" | tr '\\n' ' ')
  [ -n "$pids" ] || exit 0
  [ $tries -lt ${PATIENCE} ] || exit 1
  if [ $tries -ge ${GRACE} ]; then kill -s KILL -- $pids; elif [ $tries -eq 0 ]; then kill -s HUP -- $pids; kill -s CONT -- $pids; fi
  tries=$((tries + 1))
  sleep 0.1 || sleep 1
done 2>/dev/null`;

/** Waits for the end of the server, which can no longer sweep then: its end of the pipe closes, whatever ended it. */
const WATCHER = `
trap '' HUP INT QUIT TERM
read -r line
exec ${SHELL} -c "$2" x84-sweep "$1"`;

/** Becomes `script`, with no child that is not its own: it waits for all that it has. $1 is what runs inside. */
function outsideLines(os: typeof Deno.build.os): string {
  const inside = os === "darwin" || os.endsWith("bsd")
    ? `script -q /dev/null ${SHELL} -c "$1"`
    : 'script -qefc "$1" /dev/null';
  return `
command -v script >/dev/null || exit ${NO_SCRIPT}
X84_LIMIT=$(ulimit -S -v); export X84_LIMIT
ulimit -S -v ${SCRIPT_MEMORY} 2>/dev/null
exec ${inside}`;
}

/** Arguments of the shell that runs a program in a pseudo-terminal. */
export function runArguments(terminal: Terminal, os: typeof Deno.build.os): string[] {
  return ["-c", outsideLines(os), "x84-door", insideLines(terminal)];
}

/** Environment of that shell; the program has another. */
export function runEnvironment(mark: string): Record<string, string> {
  return { PATH: TOOLS_PATH, SHELL, TERM: "dumb", [MARK]: mark };
}

/** Arguments of the shell that ends a run when its input ends, which the server holds open. */
export function watchArguments(mark: string): string[] {
  return ["-c", WATCHER, "x84-watch", mark, SWEEP];
}

/** Arguments of the shell that ends what a run has left. */
export function sweepArguments(mark: string, leader: number): string[] {
  return ["-c", SWEEP, "x84-sweep", mark, String(leader)];
}

/** Arguments of the shell that tells a pseudo-terminal its size. */
export function resizeArguments(tty: string, columns: number, rows: number): string[] {
  return ["-c", 'stty rows "$1" cols "$2" <"$3"', "x84-resize", String(rows), String(columns), tty];
}
