/** The sound of a notification: two short notes, made by the browser, so that no file is fetched for them. */

const NOTES = [880, 1174.66] as const;
const NOTE_S = 0.16;
const VOLUME = 0.2;

/** Nothing where the agent has not touched the page yet: browsers would play it when they do, long afterwards. */
export function ring(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    play(new AudioContext());
  } catch {
    // No sound device, or too many pages that have one.
  }
}

function play(context: AudioContext): void {
  const volume = context.createGain();
  volume.connect(context.destination);
  const end = context.currentTime + NOTE_S * (NOTES.length + 1);
  volume.gain.setValueAtTime(VOLUME, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  const oscillator = context.createOscillator();
  NOTES.forEach((pitch, index) =>
    oscillator.frequency.setValueAtTime(pitch, context.currentTime + index * NOTE_S),
  );
  oscillator.connect(volume);
  oscillator.addEventListener("ended", () => void context.close());
  oscillator.start();
  oscillator.stop(end);
}
