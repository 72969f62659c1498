/** Samples a second that the endpoint takes. */
const RATE = 8000;

/** A tenth of a second. */
const PIECE = RATE / 10;

/**
 * Runs in the audio thread, and passes on pieces of a tenth of a second. Each sample is the mean of
 * those that the browser has in its time: browsers record at 44100 or 48000 a second.
 */
class Capture extends AudioWorkletProcessor {
  #piece = new Float32Array(PIECE);
  #filled = 0;
  #sum = 0;
  #count = 0;
  #time = 0;

  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.#sum += sample;
      this.#count++;
      this.#time += RATE;
      if (this.#time >= sampleRate) {
        this.#time -= sampleRate;
        this.#pass(this.#sum / this.#count);
        this.#sum = 0;
        this.#count = 0;
      }
    }
    return true;
  }

  #pass(sample) {
    this.#piece[this.#filled++] = sample;
    if (this.#filled === PIECE) {
      this.port.postMessage(this.#piece.slice());
      this.#filled = 0;
    }
  }
}

registerProcessor("capture", Capture);
