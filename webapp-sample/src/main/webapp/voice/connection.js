import { closed, refused } from "./words.js";

/** 16 bits, little-endian, of samples between -1 and 1. */
export function encode(samples) {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, i) => bytes.setInt16(i * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true));
  return bytes.buffer;
}

/** Why the server answers so; a problem document (RFC 9457) says it in its detail. */
export async function reason(answer) {
  const problem = await answer.json().catch(() => ({}));
  return refused(answer.status, answer.headers.get("Retry-After"), problem.detail);
}

/** A session of speech: one WebSocket. */
export class Connection {
  #socket;

  /**
   * Opens a session. Fails with words if it is refused.
   *
   * @param url of the endpoint, http: or https:
   * @param heard is called with each answer
   * @param ended is called with words when an open session ends
   */
  static open(url, { heard, ended }) {
    return new Promise((done, failed) => {
      const socket = new WebSocket(String(url).replace(/^http/, "ws"));
      let open = false;
      socket.onopen = () => {
        open = true;
        done(new Connection(socket));
      };
      socket.onmessage = message => heard(JSON.parse(message.data));
      socket.onclose = async ({ code, reason: said }) => {
        if (open) {
          ended(closed(code, said));
          return;
        }
        // Scripts do not learn the status of a handshake: the same request without an upgrade does.
        const answer = await fetch(url, { headers: { Accept: "application/problem+json" } }).catch(() => null);
        failed(new Error(answer ? await reason(answer) : closed(code, said)));
      };
    });
  }

  constructor(socket) {
    this.#socket = socket;
  }

  send(samples) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(encode(samples));
    }
  }

  commit() {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: "commit" }));
    }
  }

  close() {
    this.#socket.close(1000);
  }
}
