// Rounds of the event loop: where many turns fall into one, what they have to say goes out together.

/**
 * Counts turns. The answer of each call is whether what this turn has to say is to wait: it is when the round before had
 * several turns, and then `atEnd` is called once when this round is over. Who speaks alone never waits.
 */
export function createRounds(atEnd: () => void): () => boolean {
  let turns = 0;
  let isBusy = false;

  function end(): void {
    const wasBusy = isBusy;
    isBusy = turns > 1;
    turns = 0;
    if (wasBusy) atEnd();
  }

  return () => {
    if (turns++ === 0) setImmediate(end);
    return isBusy;
  };
}
