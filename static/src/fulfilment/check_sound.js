/**
 * A beep: short and high for good, long and low for bad; heard across the dock without a look at the screen.
 * Made by the browser itself, so nothing has to be loaded before it sounds.
 */

const TONES = { good: [1320, 0.09], bad: [180, 0.45] };
let audio;

export function beep(kind) {
    const Context = window.AudioContext || window.webkitAudioContext;
    const [pitch, seconds] = TONES[kind];
    try {
        audio ||= new Context();
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.type = kind === "bad" ? "square" : "sine";
        tone.frequency.value = pitch;
        volume.gain.value = 0.2;
        tone.connect(volume);
        volume.connect(audio.destination);
        tone.start();
        tone.stop(audio.currentTime + seconds);
    } catch {
        // A device without sound: colour and words remain.
    }
}
