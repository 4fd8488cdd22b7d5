/**
 * Keeps an overlay as the server would show it now, or as long ago as its delay says.
 *
 * Whatever goes wrong, nothing new appears on a stream: the picture stays as it was. It is emptied only when its address
 * is no good any more.
 */
import { connect, parse } from "./link.js";
import { inWords } from "./time.js";

const LOOK_EVERY_MS = 15_000; // for what no event tells of: a revoked address
const PAGE_MS = 12_000;

let stage = document.querySelector("#stage");
let last = stage.dataset.position;
let skewMs = Date.parse(stage.dataset.now) - Date.now(); // has the delay in it
let looking = false;
let again = false;

async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 404) stage.replaceChildren();
    else if (answer.ok) show(parse(await answer.text()).querySelector("#stage"));
  } catch {
    // Our server is away. The picture stays.
  }
  looking = false;
  if (again) {
    again = false;
    look();
  }
}

function show(now) {
  if (now.dataset.build !== stage.dataset.build) return location.reload();
  last = now.dataset.position;
  skewMs = Date.parse(now.dataset.now) - Date.now();
  const isSame = now.innerHTML === shown;
  stage.dataset.topic = now.dataset.topic;
  if (isSame) return;
  shown = now.innerHTML;
  stage.replaceChildren(...now.childNodes);
  dress();
}

let shown = stage.innerHTML;

function hear({ kind, data }) {
  if (kind === "resync") look();
  else if (kind === "change" && (data.topic === stage.dataset.topic || !stage.dataset.topic)) {
    // A little later than the delay, so that the state which is asked for is surely that one.
    setTimeout(look, Number(stage.dataset.delayS) * 1000 + (Number(stage.dataset.delayS) ? 300 : 0));
  } else if (kind === "desk" && data.up && !stage.dataset.topic) look();
}

function dress() {
  for (const timer of stage.querySelectorAll("[data-until]")) {
    const seconds = Math.ceil((Date.parse(timer.dataset.until) - Date.now() - skewMs) / 1000);
    timer.textContent = inWords(Math.max(0, seconds));
  }
  const pages = [...stage.querySelectorAll("[data-page]")];
  const at = Math.floor(Date.now() / PAGE_MS) % Math.max(1, pages.length);
  pages.forEach((page, number) => (page.hidden = number !== at));
}

dress();
setInterval(dress, 1000);
setInterval(look, LOOK_EVERY_MS);
connect(() => last, hear);
