import { browser } from "@web/core/browser/browser";
import { ConnectionAbortedError, ConnectionLostError } from "@web/core/network/rpc";

/** No answer: the connection is lost, or the server is silent. */
export class NoAnswer extends Error {}

/**
 * Work for the server, one piece after the other, in the order in which people scan: a fast scanner does not wait
 * for the answer. What stands in line when an answer is lost is not sent either: nobody would hear that the piece
 * before it is missing.
 */
export class CheckQueue {
    static patience = 15000; // ms

    constructor() {
        this.last = Promise.resolve();
        this.losses = 0;
    }

    /**
     * Do a piece of work after everything that was asked before.
     *
     * @param {() => Promise} work
     * @param {() => any} lost what to do, and to answer, if the server does not
     */
    add(work, lost) {
        const losses = this.losses;
        const answer = this.last.then(async () => {
            if (losses !== this.losses) {
                return lost();
            }
            try {
                return await work();
            } catch (error) {
                if (!(error instanceof NoAnswer)) {
                    throw error;
                }
                this.losses += 1;
                return lost();
            }
        });
        this.last = answer.catch(() => {}); // a fault is shown where it belongs; the next scan counts all the same
        return answer;
    }

    /** Wait for the server, but not for ever. */
    async answer(request, patience = CheckQueue.patience) {
        let timer;
        const silence = new Promise((resolve, reject) => {
            timer = browser.setTimeout(() => reject(new NoAnswer()), patience);
        });
        try {
            return await Promise.race([request, silence]);
        } catch (error) {
            if (error instanceof ConnectionLostError || error instanceof ConnectionAbortedError) {
                throw new NoAnswer();
            }
            throw error;
        } finally {
            browser.clearTimeout(timer);
        }
    }
}
