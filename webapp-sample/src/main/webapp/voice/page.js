import { Connection, reason } from "./connection.js";
import { PushToTalk } from "./turn.js";
import { clock, money } from "./words.js";

const at = id => document.getElementById(id);
const api = path => new URL(`../realtime/${path}`, location.href);

const ENDS = {
  release: "Your turn is over.",
  silence: "Your turn is over, because you were silent for two seconds.",
  length: "Your turn is over, because it has lasted 30 seconds."
};

let session = null;

const talk = new PushToTalk({
  send: samples => session?.connection.send(samples),
  end: (why, sent) => {
    if (sent) {
      session?.connection.commit();
      state(`${ENDS[why]} The answer comes.`);
    } else {
      state("Nothing was heard. Hold the button while you talk.");
    }
  }
});

function state(words) {
  if (at("state").textContent !== words) {
    at("state").textContent = words;
  }
}

function problem(words) {
  at("problem").textContent = words;
}

/** What of the session is left. */
function showLeft(now) {
  at("time").textContent = session?.until ? clock(session.until - now) : "–";
  if (session?.until) {
    at("budget").textContent = session.unit ? money(session.budget, session.unit) : "the server does not tell";
  }
}

function showTalking(now) {
  at("talk").setAttribute("aria-pressed", String(talk.talking));
  at("length").textContent = talk.talking ? `${(talk.length(now) / 1000).toFixed(1)} seconds` : "";
}

function press() {
  if (session?.connection && !talk.talking) {
    problem("");
    talk.press(performance.now());
    state("You talk.");
    showTalking(performance.now());
  }
}

function release() {
  if (talk.talking) {
    talk.release(performance.now());
    showTalking(performance.now());
  }
}

async function microphone() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (failure) {
    throw new Error(`The microphone cannot be used: ${failure.message}`);
  }
  const audio = new AudioContext();
  await audio.audioWorklet.addModule(new URL("capture.js", import.meta.url));
  const capture = new AudioWorkletNode(audio, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  capture.port.onmessage = ({ data }) => talk.hear(data, performance.now());
  audio.createMediaStreamSource(stream).connect(capture);
  await audio.resume();
  return {
    close() {
      stream.getTracks().forEach(track => track.stop());
      audio.close();
    }
  };
}

function heard(answer) {
  if (answer.turn === undefined) {
    return;
  }
  session.budget -= answer.usd;
  const line = document.createElement("li");
  line.textContent = `${answer.transcript || "(silence)"} – ${answer.seconds.toFixed(1)} seconds, `
    + `${answer.usage.input_audio_tokens} + ${answer.usage.output_audio_tokens} audio tokens, ${money(answer.usd, "usd")}`;
  at("answers").append(line);
  state("Hold the button or the space bar to talk.");
  showLeft(performance.now());
}

function ended(words) {
  talk.drop();
  session?.microphone?.close();
  session?.connection?.close();
  session = null;
  at("talk").disabled = true;
  at("connect").textContent = "Connect";
  state("Not connected.");
  problem(words);
  showTalking(0);
  showLeft(0);
}

/** Asks what may be spent, then for the microphone, then for a session. */
async function connect() {
  const opening = {};
  session = opening;
  problem("");
  state("Connecting.");
  at("connect").textContent = "Disconnect";
  try {
    const answer = await fetch(api("voice"), { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(await reason(answer));
    }
    const { session_seconds: seconds } = await answer.json();
    opening.budget = Number(answer.headers.get("X-Budget-Remaining"));
    opening.unit = answer.headers.get("X-Budget-Unit");
    opening.microphone = await microphone();
    const connection = await Connection.open(api("session"), {
      heard,
      ended: words => session === opening && ended(words)
    });
    if (session !== opening) {
      connection.close();
      opening.microphone.close();
      return;
    }
    opening.connection = connection;
    opening.until = performance.now() + seconds * 1000;
    at("talk").disabled = false;
    state("Hold the button or the space bar to talk.");
    showLeft(performance.now());
  } catch (failure) {
    opening.microphone?.close();
    if (session === opening) {
      ended(failure.message);
    }
  }
}

at("connect").onclick = () => (session ? ended("") : connect());

at("talk").onpointerdown = event => {
  event.target.setPointerCapture(event.pointerId);
  press();
};
at("talk").onpointerup = release;
at("talk").onpointercancel = release;
at("talk").oncontextmenu = event => event.preventDefault(); // A long touch is no wish for a menu.

// Programs that read pages aloud click: the first click begins a turn, the next one ends it.
at("talk").onclick = event => {
  if (event.detail === 0) {
    if (talk.talking) {
      release();
    } else {
      press();
    }
  }
};

/** Whether the space bar is meant for talking: other buttons keep it. */
const talks = event => event.code === "Space" && (event.target === at("talk") || !event.target.closest("button, a, input"));

addEventListener("keydown", event => {
  if (talks(event)) {
    event.preventDefault();
    if (!event.repeat) {
      press();
    }
  }
});
addEventListener("keyup", event => {
  if (talks(event)) {
    event.preventDefault();
    release();
  }
});
addEventListener("blur", release);

setInterval(() => {
  const now = performance.now();
  talk.tick(now);
  showTalking(now);
  showLeft(now);
  if (session?.until <= now) {
    ended("The time of this session is over. Connect again.");
  }
}, 100);
