/**
 * A shared worker: all open pages of this site share one stream, because browsers allow six connections a site.
 */
import { openStream } from "./stream.js";

const KEPT = 256;
const pages = new Set();
const recent = [];
let connection = null;
let boot = null;
let floor = 0; // recent holds everything after this number

const bootOf = (position) => position.slice(0, position.lastIndexOf("-"));
const numberOf = (position) => Number(position.slice(position.lastIndexOf("-") + 1));

function begin(position) {
  boot = bootOf(position);
  floor = numberOf(position);
  recent.length = 0;
}

function hear(message) {
  if (message.id) {
    if (message.kind === "resync") begin(message.id);
    else recent.push(message);
    if (recent.length > KEPT) floor = numberOf(recent.shift().id);
  } else {
    connection = message;
  }
  for (const page of pages) page.postMessage(message);
}

function join(page, last) {
  pages.add(page);
  if (boot === null) {
    begin(last);
    openStream(last, hear);
    return;
  }
  if (connection) page.postMessage(connection);
  if (bootOf(last) !== boot || numberOf(last) < floor) page.postMessage({ kind: "resync" });
  else for (const message of recent) page.postMessage(message); // a page passes over what it has
}

self.onconnect = ({ ports: [page] }) => {
  page.onmessage = ({ data }) => {
    if (data.kind === "join") join(page, data.last);
    else pages.delete(page);
  };
};
