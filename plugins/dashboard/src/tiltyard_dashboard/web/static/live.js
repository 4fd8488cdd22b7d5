/**
 * Keeps the page as the server would render it now, tells the time, and finds you in the list.
 *
 * The server sends finished pieces of HTML, escaped there; this script only puts them in their places.
 */
import { connect, parse } from "./link.js";
import { inWords } from "./time.js";

const STATES = { live: "Live", waiting: "Connecting", lost: "Offline, reconnecting", away: "Desk out of reach" };
const REFRESH_MS = 1500;
const NAME = "tiltyard.name";

const main = document.querySelector("#main");
const live = document.querySelector("#live");
const notice = document.querySelector("#notice");

let connected = null;
let deskUp = live.dataset.state !== "away";
let last = main.dataset.position;
const skewMs = Date.parse(main.dataset.now) - Date.now();

// ----------------------------------------------------------------------------------------------------------- in place

const named = (attribute, name) => document.querySelector(`[data-${attribute}="${CSS.escape(name)}"]`);

function change({ parts, rows, lists }) {
  for (const [name, html] of Object.entries(parts)) named("part", name)?.replaceChildren(parse(html));
  const fresh = new Map(Object.entries(rows).map(([key, html]) => [key, parse(html).firstElementChild]));
  const taken = new Map();
  for (const { gone } of Object.values(lists)) {
    for (const key of gone) {
      const row = named("key", key);
      taken.set(key, row);
      row?.remove();
    }
  }
  for (const [name, { put }] of Object.entries(lists)) {
    const list = named("list", name);
    for (const [key, after] of put) {
      const row = fresh.get(key) ?? taken.get(key);
      if (after === null) list.prepend(row);
      else named("key", after).after(row);
    }
  }
  for (const [key, row] of fresh) {
    if (!row.isConnected) named("key", key)?.replaceWith(row);
    row.classList.add("fresh");
  }
  dress();
}

const player = document.querySelector("[data-player]")?.dataset.player;

/** A player's own page is asked for anew when something about them, or about the schedule, has changed. */
function follow({ parts, rows, lists }) {
  const moved = Object.values(lists).some(({ gone, put }) => gone.includes(player) || put.some(([key]) => key === player));
  if (player in rows || moved || "schedule" in parts || "steps" in parts) refresh();
}

/** Ask for the whole page and take its pieces over: after a gap, or when the server has started anew. */
async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = parse(await answer.text());
    const now = page.querySelector("#main");
    if (now.dataset.build !== main.dataset.build || now.dataset.topic !== main.dataset.topic) return location.reload();
    last = now.dataset.position;
    for (const kind of ["part", "list"]) {
      for (const piece of page.querySelectorAll(`[data-${kind}]`)) {
        named(kind, piece.dataset[kind]).replaceChildren(...piece.childNodes);
      }
    }
    desk({ up: page.querySelector("#live").dataset.state !== "away", as_of: page.querySelector("#as-of").dateTime });
    dress();
  } catch {
    setTimeout(refresh, REFRESH_MS);
  }
}

// --------------------------------------------------------------------------------------------------------- connection

function show() {
  const state = connected === false ? "lost" : connected === null ? "waiting" : deskUp ? "live" : "away";
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  live.querySelector(".says").textContent = STATES[state];
}

function desk({ up, as_of: asOf }) {
  // A page that could not be shown at all is there now.
  if (up && main.dataset.topic === "message") location.reload();
  deskUp = up;
  notice.hidden = up || !asOf;
  if (asOf) {
    notice.querySelector("time").dateTime = asOf;
    tellTimes(notice);
  }
  show();
}

const bootOf = (position) => position.slice(0, position.lastIndexOf("-"));
const numberOf = (position) => Number(position.slice(position.lastIndexOf("-") + 1));

function hear({ kind, id, data }) {
  if (kind === "open" || kind === "lost") {
    connected = kind === "open";
    show();
    return;
  }
  if (kind === "resync") return refresh();
  // The page may be younger than what the worker still remembers.
  if (bootOf(id) === bootOf(last) && numberOf(id) <= numberOf(last)) return;
  last = id;
  if (kind === "desk") desk(data);
  else if (data.topic === main.dataset.topic) {
    if (player) return follow(data);
    try {
      change(data);
    } catch {
      refresh(); // the pieces do not fit this page
    }
  }
}

// --------------------------------------------------------------------------------------------------------------- time

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

function tellTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const shown = ("seconds" in time.dataset ? clockSeconds : clock).format(at);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = today ? shown : `${day.format(at)}, ${shown}`;
  }
}

function tick() {
  for (const timer of document.querySelectorAll("[data-until]")) {
    const seconds = Math.ceil((Date.parse(timer.dataset.until) - Date.now() - skewMs) / 1000);
    timer.textContent = seconds > 0 ? inWords(seconds) : "a moment";
    timer.parentElement.hidden = false;
  }
}

// ------------------------------------------------------------------------------------------------------------ am I in?

const search = document.querySelector("#search");
const who = document.querySelector("#who");
const answer = document.querySelector("#answer");
const NAMES_MOST = 8;

const plain = (text) => text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ").replace(/ ?# ?/g, "#");
const players = () => [...document.querySelectorAll("tbody > tr[data-key]")];
const namesOf = (row) => [...row.querySelectorAll(".called")].map((name) => name.textContent);

/** Who is meant: the whole name, else names that begin so, else names that have it in them. */
function meant(words) {
  const rows = players().map((row) => [namesOf(row).map(plain), row]);
  const tests = [
    (name) => name === words || name.startsWith(`${words}#`),
    (name) => name.startsWith(words),
    (name) => name.includes(words),
  ];
  for (const test of tests) {
    const found = rows.filter(([names]) => names.some(test)).map(([, row]) => row);
    if (found.length) return found;
  }
  return [];
}

function element(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...[content].flat());
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function say(kind, ...pieces) {
  const said = pieces.map((piece) => piece.outerHTML).join(" ");
  if (answer.dataset.kind === kind && answer.dataset.said === said) return; // said once is enough for a screen reader
  answer.dataset.kind = kind;
  answer.dataset.said = said;
  answer.replaceChildren(...pieces);
  tellTimes(answer);
  tick();
}

/** What a player does next, with the time that is theirs alone. */
function stepOf(row) {
  const step = document.querySelector(`#steps [data-step="${row.dataset.step}"]`).cloneNode(true);
  const ends = step.querySelector(".ends");
  if (ends && row.dataset.ends) {
    ends.hidden = false;
    ends.querySelector("time").dateTime = row.dataset.ends;
    ends.querySelector("b").dataset.until = row.dataset.ends;
  }
  return step;
}

function find() {
  for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  const words = plain(who.value);
  if (!words) return say("none");
  const found = meant(words);
  if (found.length === 1) {
    const [row] = found;
    row.setAttribute("aria-current", "true");
    const links = [
      element("a", "Show me in the list", { href: `#${row.id}` }),
      element("a", "My page", { href: `${search.getAttribute("action")}/p/${encodeURIComponent(row.dataset.key)}` }),
    ];
    say("found", element("bdi", namesOf(row)[0]), element("span", row.dataset.say), stepOf(row), element("span", links, { class: "more" }));
  } else if (found.length) {
    const choices = found.slice(0, NAMES_MOST).map((row) => {
      const [name] = namesOf(row);
      return element("li", element("a", element("bdi", name), { href: address({ who: name, page: 1 }) }));
    });
    const words = `${found.length} names fit. Type more, up to the #tag, or choose.`;
    say("many", element("span", words), element("ul", choices, { class: "choices" }));
  } else {
    say("nobody", element("span", "Nobody of that name is on the list. If you have signed up, ask the organiser."));
  }
}

// ---------------------------------------------------------------------------------------- which rows, and their address

const filter = document.querySelector("#status");
const pager = document.querySelector("#pager");
const PAGE = 100;
let pageNumber = Number(new URLSearchParams(location.search).get("page")) || 1;

/** The address of what is shown, with some of it changed. */
function address(changes = {}) {
  const now = { who: who.value.trim(), status: filter.value, page: pageNumber, ...changes };
  const words = new URLSearchParams(location.search);
  for (const [name, nothing] of [["who", ""], ["status", "all"], ["page", 1]]) {
    if (now[name] === nothing) words.delete(name);
    else words.set(name, now[name]);
  }
  const query = words.toString();
  return location.pathname + (query ? `?${query}` : "");
}

/** Show the rows of the page that is asked for, and always one's own. */
function arrange() {
  const lists = [...document.querySelectorAll("tbody[data-list]")].map((list) =>
    [...list.rows].filter((row) => row.dataset.is.split(" ").includes(filter.value)),
  );
  const pages = Math.max(1, ...lists.map((rows) => Math.ceil(rows.length / PAGE)));
  pageNumber = Math.min(Math.max(1, pageNumber), pages);
  const visible = new Set(
    lists.flatMap((rows) => {
      const at = Math.min(pageNumber, Math.max(1, Math.ceil(rows.length / PAGE)));
      return rows.slice((at - 1) * PAGE, at * PAGE);
    }),
  );
  for (const row of players()) row.hidden = !visible.has(row) && !row.hasAttribute("aria-current");
  if (pager.dataset.shown === `${pageNumber}/${pages}${location.search}`) return;
  pager.dataset.shown = `${pageNumber}/${pages}${location.search}`;
  pager.hidden = pages === 1;
  pager.replaceChildren(
    ...(pageNumber > 1 ? [element("a", "Before", { rel: "prev", href: address({ page: pageNumber - 1 }) })] : []),
    element("span", `Page ${pageNumber} of ${pages}`),
    ...(pageNumber < pages ? [element("a", "After", { rel: "next", href: address({ page: pageNumber + 1 }) })] : []),
  );
}

let writing = null;

/** Say in the address what is shown, so that it can be sent to somebody; not at each letter, which browsers forbid. */
function write() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    history.replaceState(history.state, "", address() + location.hash);
    arrange();
  }, 300);
}

function remember() {
  try {
    if (who.value.trim()) localStorage.setItem(NAME, who.value.trim());
    else localStorage.removeItem(NAME);
  } catch {
    // Storage may be switched off; then the name is typed again next time.
  }
}

function recall() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

// --------------------------------------------------------------------------------------------------------------- begin

/** What the server cannot know: the reader's time zone, and who they are. */
function dress() {
  tellTimes(document);
  tick();
  if (search) {
    find();
    arrange();
  }
}

if (search) {
  if (!who.value) who.value = recall();
  who.addEventListener("input", () => {
    find();
    arrange();
    remember();
    write();
  });
  filter.addEventListener("change", () => {
    pageNumber = 1;
    arrange();
    write();
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    answer.querySelector("a")?.click(); // in the list, or the first name that fits
  });
}
dress();
setInterval(tick, 1000);
connect(() => last, hear);
