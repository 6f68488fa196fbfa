import { browser } from "@web/core/browser/browser";

let context;

/** Play two short tones: rising when all is well, falling and rough when not. Silent where there is no sound. */
export function playAnswer(good) {
    try {
        context ??= new browser.AudioContext();
        const tones = good ? [660, 990] : [220, 160];
        tones.forEach((frequency, index) => {
            const oscillator = context.createOscillator();
            const volume = context.createGain();
            const start = context.currentTime + index * 0.14;
            oscillator.type = good ? "sine" : "sawtooth";
            oscillator.frequency.value = frequency;
            volume.gain.setValueAtTime(0.25, start);
            volume.gain.exponentialRampToValueAtTime(0.001, start + (good ? 0.14 : 0.3));
            oscillator.connect(volume).connect(context.destination);
            oscillator.start(start);
            oscillator.stop(start + 0.35);
        });
    } catch {
        // A machine without sound still shows the colour.
    }
}
