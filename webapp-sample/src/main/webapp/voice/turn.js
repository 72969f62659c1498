/** Milliseconds without a sound that end a turn. */
export const SILENCE = 2000;

/** Milliseconds that a turn lasts at most. */
export const LONGEST = 30000;

/** Part of full scale; what is quieter is silence. */
export const THRESHOLD = 0.01;

/** How loud a piece of audio is: the root of the mean of the squares, 0 to 1. */
export function loudness(samples) {
  return samples.length === 0 ? 0 : Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/**
 * Push-to-talk: what is heard between press() and the end of a turn is sent, and nothing else. A
 * turn ends when the button is released, after a silence, or after its longest time; then the
 * button must be pressed again. The caller passes the time in, in milliseconds.
 */
export class PushToTalk {
  #send;
  #end;
  #turn = null;

  /**
   * @param send is called with samples
   * @param end is called once at the end of a turn, with the reason, "release", "silence" or
   *     "length", and whether anything of the turn was sent
   */
  constructor({ send, end }) {
    this.#send = send;
    this.#end = end;
  }

  get talking() {
    return this.#turn !== null;
  }

  /** Milliseconds of the turn so far. */
  length(now) {
    return this.talking ? now - this.#turn.begun : 0;
  }

  press(now) {
    this.#turn ??= { begun: now, loud: now, sent: false };
  }

  release(now) {
    this.tick(now);
    this.#finish("release");
  }

  /** A piece of audio. */
  hear(samples, now) {
    this.tick(now);
    if (!this.talking) {
      return;
    }
    this.#send(samples);
    this.#turn.sent = true;
    if (loudness(samples) >= THRESHOLD) {
      this.#turn.loud = now;
    }
  }

  /** Ends the turn if its time has come, also while nothing is heard. */
  tick(now) {
    if (!this.talking) {
      return;
    }
    if (now - this.#turn.begun >= LONGEST) {
      this.#finish("length");
    } else if (now - this.#turn.loud >= SILENCE) {
      this.#finish("silence");
    }
  }

  /** Forgets the turn, without an end: the connection is gone. */
  drop() {
    this.#turn = null;
  }

  #finish(reason) {
    const turn = this.#turn;
    this.#turn = null;
    if (turn) {
      this.#end(reason, turn.sent);
    }
  }
}
