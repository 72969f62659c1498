/** What a status of the handshake means, in words. */
export function refused(status, retryAfter, detail) {
  const wait = retryAfter ? ` Try again in ${seconds(Number(retryAfter))}.` : "";
  switch (status) {
    case 401:
      return "You are not logged in.";
    case 402:
    case 403:
      return `You may not talk now: ${detail || "the application forbids it"}. Waiting does not help.`;
    case 429:
      return `Not now: ${detail || "too many sessions"}.${wait}`;
    case 503:
      return `Nobody can talk now: ${detail || "the service is not available"}.${wait}`;
    default:
      return "The session could not be opened.";
  }
}

/** What the end of a session means, in words. */
export function closed(code, reason) {
  const why = reason ? `: ${reason}` : "";
  switch (code) {
    case 1000:
      return `The session has ended${why}.`;
    case 1001:
      return `The session has ended, because nobody talked or the server stops${why}.`;
    case 1008:
      return `The session was ended, because its time or its budget is over${why}.`;
    case 1013:
      return `The session was ended, because too much is going on${why}. Try again later.`;
    case 1006:
      return "The connection is lost.";
    default:
      return `The session was ended with code ${code}${why}.`;
  }
}

/** A time that is left: "29:59". */
export function clock(milliseconds) {
  const left = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** An amount that is left of a budget. */
export function money(amount, unit) {
  return `${Math.max(0, amount).toFixed(4)} ${unit.toUpperCase()}`;
}

function seconds(number) {
  return number === 1 ? "1 second" : `${number} seconds`;
}
