const SOUND_SECONDS = 0.12;
const LOUDNESS = 0.08;
const HERTZ = 880;

let context: AudioContext | null = null;
let isAwaited = false;

/** A short, quiet tone; browsers allow it once somebody has pressed something on the page. */
export function chime(): void {
  context ??= new AudioContext();
  if (context.state === "running") sound(context);
  else if (!isAwaited) {
    // one tone once it is allowed, not all that could not be heard until then
    isAwaited = true;
    void context.resume().then(chime).finally(() => {
      isAwaited = false;
    });
  }
}

function sound(context: AudioContext): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = HERTZ;
  volume.gain.setValueAtTime(LOUDNESS, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SOUND_SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + SOUND_SECONDS);
}
