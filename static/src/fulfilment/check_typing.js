const SLOWEST_SCANNER = 50; // ms from key to key
const SHORTEST_CODE = 4;

/** Tells a scanner from a hand by its speed, in a field that takes only what hands type. */
export class Typing {
    constructor() {
        this.clear();
    }

    clear() {
        this.text = "";
        this.last = 0;
        this.isFast = true;
    }

    /** Note a key. Letters, too, which a field for numbers does not take. */
    press({ key, timeStamp }) {
        if (key.length > 1) {
            this.isFast = key === "Shift" && this.isFast;
            return;
        }
        this.isFast &&= !this.text || timeStamp - this.last <= SLOWEST_SCANNER;
        this.text += key;
        this.last = timeStamp;
    }

    /** What a scanner has sent, or nothing. */
    get scanned() {
        return this.isFast && this.text.length >= SHORTEST_CODE ? this.text : "";
    }
}
