/**
 * The voting booth: questions, and for each the answers with their shares, among which a caller chooses.
 *
 * Who votes and who asks is told to the others on topic `vote`, so that results move while one looks at them.
 *
 * @module
 */

import { clearScreen, Lightbar, type Session, style, wrap } from "x84";
import { boardName } from "./common.ts";
import { type Hint, pageBox, Pane } from "./pane.ts";
import {
  ago,
  barred,
  cell,
  counted,
  loadColors,
  pictureHead,
  plain,
  readingColors,
  rule,
} from "./reading.ts";
import { sectionFont } from "./screen_look.ts";
import {
  addAnswer,
  addQuestion,
  type Answer,
  castVote,
  deleteAnswer,
  deleteQuestion,
  getQuestion,
  listQuestions,
  MAX_ANSWER,
  MAX_ANSWERS,
  MAX_QUESTION,
  type Numbered,
  openBooth,
  type Outcome,
  type Question,
  tidyAnswer,
  voteOf,
  votesIn,
} from "./vote_booth.ts";

/** Topic on which others hear that something has changed; its data is the number of the question. */
const VOTE_TOPIC = "vote";
/** Cells of a bar. */
const BAR = 20;

/** Whether the caller has an account, without which there is no vote. */
function mayVote(session: Session): boolean {
  return session.user !== undefined && !session.user.guest;
}

function mayAsk(session: Session): boolean {
  return mayVote(session) && (session.isSysop || session.flagSetting("vote", "add_questions", true));
}

function mayAdd(session: Session, question: Question): boolean {
  return mayVote(session) &&
    (session.isSysop || question.by === session.handle || session.flagSetting("vote", "own_answers", true));
}

async function tell(session: Session, number: number): Promise<void> {
  await session.publish(VOTE_TOPIC, number);
}

/** A share as a bar of blocks. */
function bar(share: number): string {
  const full = Math.round(share * BAR);
  return "█".repeat(full) + "░".repeat(BAR - full);
}

type QuestionAction = "leave" | "vote" | "own" | "delete";

/** One question: its answers are a list, the bar of which casts the vote. */
class QuestionScreen {
  readonly #session: Session;
  readonly #number: number;
  readonly #list: Lightbar<Answer>;
  readonly #pane: Pane<QuestionAction>;
  #question: Question;
  #mine: number | undefined;

  constructor(session: Session, number: number, question: Question) {
    this.#session = session;
    this.#number = number;
    this.#question = question;
    const colors = readingColors(session);
    this.#list = new Lightbar<Answer>({ items: [], colors: { highlight: colors.bar } });
    this.#pane = new Pane<QuestionAction>(session, this.#list, {
      head: () => this.#head(),
      status: () => this.#status(),
      hints: () => this.#hints(),
      keyStyle: colors.highlight,
      keys: {
        leave: ["q", "Q", "escape"],
        vote: ["enter", "v"],
        own: ["o", "a"],
        ...(session.isSysop ? { delete: ["d"] } : {}),
      },
      topics: [VOTE_TOPIC],
      told: async () => {
        if (await this.#load()) await session.echo(this.#list.update(this.#rows()));
      },
      fit: () => void this.#list.update(this.#rows()),
    });
  }

  async run(): Promise<void> {
    await this.#load();
    for (;;) {
      await this.#pane.paint();
      const action = await this.#pane.next();
      if (action === "vote") await this.#vote();
      else if (action === "own") await this.#own();
      else if (action === "delete") await this.#delete();
      else return;
      if (!await this.#load()) return;
    }
  }

  /** Answers whether the question is still there. */
  async #load(): Promise<boolean> {
    const question = await getQuestion(this.#number);
    if (question === undefined) return false;
    this.#question = question;
    this.#mine = mayVote(this.#session) ? await voteOf(this.#number, this.#session.handle) : undefined;
    return true;
  }

  #head(): string[] {
    const { left, width } = pageBox(this.#session);
    const { highlight, lowlight } = readingColors(this.#session);
    const margin = " ".repeat(left + 1);
    const { text, by, time } = this.#question;
    const asked = `asked by ${by === "" ? boardName(this.#session) : plain(by, 40)}, ${ago(time)}`;
    return [
      ...wrap(plain(text, MAX_QUESTION), Math.max(1, width - 2)).map((line) =>
        margin + style(highlight, line)
      ),
      margin + style(lowlight, asked),
      rule(this.#session),
    ];
  }

  #status(): string {
    const total = counted(votesIn(this.#question), "vote");
    const chosen = this.#list.selection?.key;
    // A narrow list cuts long answers; the one under the bar is told in full.
    if (chosen !== undefined && this.#list.visibleWidth < 60) {
      return `${total}: ${plain(chosen.text, MAX_ANSWER)}`;
    }
    const mine = this.#question.answers.find(({ id }) => id === this.#mine);
    if (mine === undefined) return mayVote(this.#session) ? `${total}, yours is missing` : total;
    return `${total}, yours is for "${plain(mine.text, MAX_ANSWER)}"`;
  }

  #hints(): Hint[] {
    const change = this.#mine === undefined ? "vote" : "change vote";
    return [
      ...(mayVote(this.#session) ? [["Enter", change] as const] : []),
      ...(mayAdd(this.#session, this.#question) ? [["o", "own answer"] as const] : []),
      ...(this.#session.isSysop ? [["d", "delete"] as const] : []),
      ["q", "back"],
    ];
  }

  #rows() {
    const total = Math.max(1, votesIn(this.#question));
    const width = this.#list.visibleWidth;
    const wide = width >= 60;
    const room = Math.max(1, width - 3 - (wide ? BAR + 14 : 6));
    return this.#question.answers.map((answer) => {
      const share = answer.votes / total;
      const percent = `${Math.round(share * 100)}%`.padStart(4);
      const text = cell(plain(answer.text, MAX_ANSWER), room);
      const result = wide ? `${bar(share)} ${percent} ${String(answer.votes).padStart(6)}` : percent;
      return { key: answer, text: barred(`${answer.id === this.#mine ? " *" : "  "} ${text} ${result}`) };
    });
  }

  async #vote(): Promise<void> {
    const chosen = this.#list.selection?.key;
    if (!mayVote(this.#session)) this.#pane.message = "Only callers with an account vote.";
    else if (chosen === undefined) this.#pane.message = "There is no answer yet.";
    else await this.#cast(castVote(this.#number, chosen.id, this.#session.handle));
  }

  async #own(): Promise<void> {
    if (!mayAdd(this.#session, this.#question)) {
      this.#pane.message = "Answers are added by sysops and by who asked.";
      return;
    }
    const typed = tidyAnswer(await this.#pane.ask("Your answer:", { maxLength: MAX_ANSWER }) ?? "");
    if (typed !== "") await this.#cast(addAnswer(this.#number, typed, this.#session.handle));
  }

  async #cast(casting: Promise<Outcome>): Promise<void> {
    const outcome = await casting;
    if (outcome === "gone") this.#pane.message = "That has just been deleted.";
    else if (outcome === "full") {
      this.#pane.message = `There are ${MAX_ANSWERS} answers, and no room for more.`;
    } else this.#pane.message = "Thank you for your vote.";
    await tell(this.#session, this.#number);
  }

  async #delete(): Promise<void> {
    const chosen = this.#list.selection?.key;
    const what = await this.#pane.choose(
      this.#session.columns < 60
        ? "Delete: [q]uestion [a]nswer [n]one?"
        : "Delete: [q]uestion  [a]nswer under the bar  [n]othing",
      "nqa",
    );
    if (what === "q") await deleteQuestion(this.#number);
    else if (what === "a" && chosen !== undefined) await deleteAnswer(this.#number, chosen.id);
    else return;
    await tell(this.#session, this.#number);
  }
}

type BoothAction = "leave" | "open" | "ask" | "delete";

/** All questions. */
class BoothScreen {
  readonly #session: Session;
  readonly #list: Lightbar<Numbered>;
  readonly #pane: Pane<BoothAction>;
  #questions: readonly Numbered[] = [];
  /** The numbers of those that the caller has answered. */
  #answered: ReadonlySet<number> = new Set();

  constructor(session: Session) {
    this.#session = session;
    const colors = readingColors(session);
    this.#list = new Lightbar<Numbered>({ items: [], colors: { highlight: colors.bar } });
    this.#pane = new Pane<BoothAction>(session, this.#list, {
      head: () => pictureHead(session, "Voting booth"),
      status: () => this.#status(),
      hints: () => [
        ...(this.#questions.length === 0 ? [] : [["Enter", "open"] as const]),
        ...(mayAsk(session) ? [["a", "ask a question"] as const] : []),
        ...(session.isSysop && this.#questions.length > 0 ? [["d", "delete"] as const] : []),
        ["q", "leave"],
      ],
      keyStyle: colors.highlight,
      keys: {
        leave: ["q", "Q", "escape"],
        open: ["enter", "v", "r"],
        ask: ["a"],
        ...(session.isSysop ? { delete: ["d"] } : {}),
      },
      topics: [VOTE_TOPIC],
      told: async () => {
        await this.#load();
        await session.echo(this.#list.update(this.#rows()));
      },
      fit: () => void this.#list.update(this.#rows()),
    });
  }

  async run(): Promise<void> {
    await clearScreen(this.#session);
    for (;;) {
      await this.#load();
      await this.#pane.paint();
      const action = await this.#pane.next();
      const chosen = this.#list.selection?.key;
      if (action === "ask") await this.#ask();
      else if (action === "delete") await this.#delete(chosen);
      else if (action !== "open") return;
      else if (chosen !== undefined) {
        await new QuestionScreen(this.#session, chosen.number, chosen.question).run();
      }
    }
  }

  async #load(): Promise<void> {
    this.#questions = await listQuestions();
    if (!mayVote(this.#session)) return;
    const { handle } = this.#session;
    const mine = await Promise.all(this.#questions.map(async ({ number, question }) => {
      const vote = await voteOf(number, handle);
      return question.answers.some(({ id }) => id === vote) ? number : undefined;
    }));
    this.#answered = new Set(mine.filter((number) => number !== undefined));
  }

  #status(): string {
    if (this.#questions.length === 0) return "Nobody has asked anything yet.";
    const asked = counted(this.#questions.length, "question");
    if (!mayVote(this.#session)) return asked;
    const open = this.#questions.length - this.#answered.size;
    return open === 0 ? `${asked}, you have answered them all` : `${asked}, ${open} without your vote`;
  }

  #rows() {
    const width = this.#list.visibleWidth;
    const wide = width >= 60;
    const room = Math.max(1, width - 4 - (wide ? 10 : 4));
    return this.#questions.map((numbered) => {
      const { number, question } = numbered;
      const mark = this.#answered.has(number) ? "*" : " ";
      const total = votesIn(question);
      const told = wide ? counted(total, "vote").padStart(10) : String(total).padStart(4);
      return {
        key: numbered,
        text: barred(` ${mark} ${cell(plain(question.text, MAX_QUESTION), room)}${told}`),
      };
    });
  }

  async #ask(): Promise<void> {
    if (!mayAsk(this.#session)) {
      this.#pane.message = "Only sysops ask questions here.";
      return;
    }
    const text = plain(await this.#pane.ask("Question:", { maxLength: MAX_QUESTION }) ?? "", MAX_QUESTION)
      .trim();
    if (text === "") return;
    const answers: string[] = [];
    while (answers.length < MAX_ANSWERS) {
      this.#pane.message = `${text}  (a blank line is the end)`;
      const typed = await this.#pane.ask(`Answer ${answers.length + 1}:`, { maxLength: MAX_ANSWER });
      this.#pane.message = "";
      if (typed === undefined) return;
      const answer = tidyAnswer(typed);
      if (answer === "") break;
      if (!answers.includes(answer)) answers.push(answer);
    }
    if (answers.length < 2) {
      this.#pane.message = "A question needs two answers at least.";
      return;
    }
    const most = this.#session.numberSetting("vote", "max_questions", 100);
    const number = await addQuestion(text, answers, this.#session.handle, most);
    this.#pane.message = number === undefined
      ? "There is no room for another question."
      : "Asked. Now give it your vote.";
    if (number !== undefined) await tell(this.#session, number);
  }

  async #delete(chosen: Numbered | undefined): Promise<void> {
    if (chosen === undefined || !await this.#pane.sure(`Delete "${plain(chosen.question.text, 30)}"?`)) {
      return;
    }
    await deleteQuestion(chosen.number);
    this.#pane.message = "It is gone.";
    await tell(this.#session, chosen.number);
  }
}

/** Lets the caller look and vote until he leaves. */
export default async function main(session: Session): Promise<void> {
  session.setActivity("voting");
  await loadColors(session, "vote", "art/vote*.ans");
  await using _font = await sectionFont(session, "vote");
  await openBooth();
  await session.subscribe(VOTE_TOPIC);
  try {
    await new BoothScreen(session).run();
  } finally {
    await session.unsubscribe(VOTE_TOPIC);
  }
}
