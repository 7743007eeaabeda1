/**
 * What the voting booth keeps, and how it changes.
 *
 * Schema `vote`: table `questions` holds a {@linkcode Question} under a number of ten digits, table `votes` the
 * answer of a caller under `NUMBER/handle`, table `counter` the next number. Handles are never beside other keys
 * (in x/84 a caller named "index" broke the booth), and a vote and the count that it changes are one transaction.
 *
 * @module
 */

import { DBProxy, sanitizeLine } from "x84";
import { numberKey } from "./common.ts";

/** One of the answers, with how many have chosen it. */
export interface Answer {
  readonly id: number;
  readonly text: string;
  /** Who added it. */
  readonly by: string;
  readonly votes: number;
}

/** A question with its answers. */
export interface Question {
  readonly text: string;
  /** Who asked; `""` for the board itself. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly answers: readonly Answer[];
  readonly nextAnswer: number;
}

/** A question with its number. */
export interface Numbered {
  readonly number: number;
  readonly question: Question;
}

/** What a change came to. */
export type Outcome = "done" | "gone" | "full";

/** Characters of a question and of an answer, as in x/84. */
export const MAX_QUESTION = 65;
/** Characters of an answer. */
export const MAX_ANSWER = 48;
/** Answers that a question may have. */
export const MAX_ANSWERS = 20;

const FIRST: Pick<Question, "text"> & { readonly answers: readonly string[] } = {
  text: "How did you reach us tonight?",
  answers: ["With SyncTERM or another BBS client", "With plain telnet", "With SSH", "From a browser"],
};

const questions = new DBProxy<Question>("vote", "questions");
const votes = new DBProxy<number>("vote", "votes");
const counter = new DBProxy<number>("vote", "counter");

function voteKey(number: number, handle: string): string {
  return `${numberKey(number)}/${handle.toLowerCase()}`;
}

function makeQuestion(text: string, answers: readonly string[], by: string): Question {
  return {
    text: sanitizeLine(text, { maxLength: MAX_QUESTION, pipes: "strip" }).trim(),
    by,
    time: Date.now(),
    answers: answers.slice(0, MAX_ANSWERS).map((answer, id) => ({
      id,
      text: tidyAnswer(answer),
      by,
      votes: 0,
    })),
    nextAnswer: Math.min(answers.length, MAX_ANSWERS),
  };
}

/** An answer as it is kept. */
export function tidyAnswer(text: string): string {
  return sanitizeLine(text, { maxLength: MAX_ANSWER, pipes: "strip" }).trim();
}

/** Asks the board's own question, once in the life of a board: whoever deletes it is rid of it. */
export async function openBooth(): Promise<void> {
  await counter.transaction(async (tx) => {
    if (await tx.has("next")) return;
    tx.set("next", 2);
    tx.of(questions).set(numberKey(1), makeQuestion(FIRST.text, FIRST.answers, ""));
  });
}

/** All questions, the newest first. */
export async function listQuestions(): Promise<Numbered[]> {
  const found: Numbered[] = [];
  for await (const [key, question] of questions.entries({ reverse: true, limit: 1000 })) {
    found.push({ number: Number(key), question });
  }
  return found;
}

/** One question; `undefined` when it is gone. */
export function getQuestion(number: number): Promise<Question | undefined> {
  return questions.get(numberKey(number));
}

/** The answer that somebody has chosen; `undefined` for none. */
export function voteOf(number: number, handle: string): Promise<number | undefined> {
  return votes.get(voteKey(number, handle));
}

/** Adds a question. Answers its number; `undefined` when there are `most` already. */
export async function addQuestion(
  text: string,
  answers: readonly string[],
  by: string,
  most: number,
): Promise<number | undefined> {
  if (await questions.length() >= most) return undefined;
  return await counter.transaction(async (tx) => {
    const number = await tx.get("next", 1);
    tx.set("next", number + 1);
    tx.of(questions).set(numberKey(number), makeQuestion(text, answers, by));
    return number;
  });
}

/** Gives somebody's vote to an answer, and takes it from the one that had it. */
export function castVote(number: number, answer: number, handle: string): Promise<Outcome> {
  return questions.transaction(async (tx) => {
    const question = await tx.get(numberKey(number));
    if (question?.answers.some(({ id }) => id === answer) !== true) return "gone";
    const key = voteKey(number, handle);
    const before = await tx.of(votes).get(key);
    if (before === answer) return "done";
    const change = (id: number) => Number(id === answer) - Number(id === before);
    const answers = question.answers.map((one) => ({ ...one, votes: one.votes + change(one.id) }));
    tx.set(numberKey(number), { ...question, answers });
    tx.of(votes).set(key, answer);
    return "done";
  });
}

/** Adds an answer and gives it the vote of who added it. */
export async function addAnswer(number: number, text: string, handle: string): Promise<Outcome> {
  const added = await questions.transaction(async (tx) => {
    const question = await tx.get(numberKey(number));
    if (question === undefined) return "gone";
    const known = question.answers.find((answer) =>
      answer.text.toLowerCase() === tidyAnswer(text).toLowerCase()
    );
    if (known !== undefined) return known.id;
    if (question.answers.length >= MAX_ANSWERS) return "full";
    const id = question.nextAnswer;
    const answers = [...question.answers, { id, text: tidyAnswer(text), by: handle, votes: 0 }];
    tx.set(numberKey(number), { ...question, answers, nextAnswer: id + 1 });
    return id;
  });
  return typeof added === "number" ? await castVote(number, added, handle) : added;
}

/** Takes an answer away with the votes for it. */
export function deleteAnswer(number: number, answer: number): Promise<Outcome> {
  return questions.transaction(async (tx) => {
    const question = await tx.get(numberKey(number));
    if (question === undefined) return "gone";
    tx.set(numberKey(number), { ...question, answers: question.answers.filter(({ id }) => id !== answer) });
    return "done";
  });
}

/** Takes a question away with all votes. Its number is not given again. */
export async function deleteQuestion(number: number): Promise<void> {
  await questions.delete(numberKey(number));
  for await (const [key] of votes.entries({ prefix: `${numberKey(number)}/` })) await votes.delete(key);
}

/** Votes for all answers together. */
export function votesIn({ answers }: Question): number {
  return answers.reduce((sum, answer) => sum + answer.votes, 0);
}
