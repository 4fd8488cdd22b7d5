/**
 * One event stream that never gives up. Runs in the shared worker, or in a page that cannot have one.
 *
 * `tell` hears {kind: "open"}, {kind: "lost"}, and {kind, id, data} for each event. After a loss the stream goes on from
 * the last event it had; when the server does not know that one any more, it says `resync`.
 */
const RETRY_MS = 500;

export function openStream(last, tell) {
  let position = last;
  const open = () => {
    const source = new EventSource(`/events?last=${encodeURIComponent(position)}`);
    source.onopen = () => tell({ kind: "open" });
    source.onerror = () => {
      // Our own retry: the browser's gives up for good when anything but a stream answers.
      source.close();
      tell({ kind: "lost" });
      setTimeout(open, RETRY_MS * (1 + Math.random()));
    };
    for (const kind of ["change", "desk", "resync"]) {
      source.addEventListener(kind, (event) => {
        position = event.lastEventId;
        tell({ kind, id: position, data: JSON.parse(event.data) });
      });
    }
  };
  open();
}
