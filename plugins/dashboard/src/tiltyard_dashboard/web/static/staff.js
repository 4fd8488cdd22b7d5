/**
 * Keeps staff pages as the server would render them now, and tells times in the reader's own zone.
 *
 * Nothing is replaced while somebody is at a form, so that no half-typed reason is lost.
 */
const main = document.querySelector("#main");
const policy = (globalThis.trustedTypes ?? { createPolicy: (_, rules) => rules }).createPolicy("live", {
  createHTML: (html) => html,
});
const KINDS = ["history", "attention", "services", "panels", "plugins", "resync"];
const REST_MS = 400;
const RETRY_MS = 2000;
let waiting = null;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

function tellTimes() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
  }
}

const isBusy = () =>
  main.querySelector(".confirm, details[open]") !== null ||
  main.contains(document.activeElement?.closest("input, select, textarea") ?? null);

async function refresh() {
  waiting = null;
  if (isBusy()) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.redirected) return location.reload(); // signed out meanwhile
    const template = document.createElement("template");
    template.innerHTML = policy.createHTML(await answer.text());
    const fresh = template.content.querySelector("#main");
    if (!fresh || isBusy() || fresh.innerHTML === main.innerHTML) return;
    const focused = document.activeElement;
    const place = [...main.querySelectorAll("a, button")].indexOf(focused);
    main.replaceChildren(...fresh.childNodes);
    tellTimes();
    if (place >= 0) main.querySelectorAll("a, button")[place]?.focus({ preventScroll: true });
  } catch {
    later(RETRY_MS);
  }
}

function later(wait = REST_MS) {
  waiting ??= setTimeout(refresh, wait);
}

function listen() {
  const source = new EventSource("/staff/events");
  for (const kind of KINDS) source.addEventListener(kind, () => later());
  source.onerror = () => {
    source.close();
    setTimeout(() => {
      later();
      listen();
    }, RETRY_MS * (1 + Math.random()));
  };
}

tellTimes();
listen();
