/**
 * What every page of ours shares: the rules for trusted HTML, and the one stream.
 */
import { openStream } from "./stream.js";

const WORKER = new URL("./worker.js", import.meta.url).href;

const policy = (globalThis.trustedTypes ?? { createPolicy: (_, rules) => rules }).createPolicy("live", {
  createHTML: (html) => html,
  createScriptURL: (url) => {
    if (url !== WORKER) throw new TypeError(`not our worker: ${url}`);
    return url;
  },
});

/** HTML from our own server, where names were escaped. */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

/** Hear the stream from a position on: `last` tells which, `hear` gets {kind, id, data}. */
export function connect(last, hear) {
  if (!globalThis.SharedWorker) return openStream(last(), hear);
  const worker = new SharedWorker(policy.createScriptURL(WORKER), { type: "module", name: "tiltyard-live" });
  const join = () => worker.port.postMessage({ kind: "join", last: last() });
  worker.onerror = () => openStream(last(), hear);
  worker.port.onmessage = ({ data }) => hear(data);
  join();
  addEventListener("pagehide", () => worker.port.postMessage({ kind: "leave" }));
  addEventListener("pageshow", ({ persisted }) => persisted && join());
}
