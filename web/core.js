// core.js - what every part of the page stands on: state kept in the URL, the API, numbers as text, and elements.

// ---- state: named values. Whoever watches a name is called when it changes, and nobody else. ----

const usual = {
  asset: '', every: '1d', indicator: 'sma', period: '50', range: 'all', view: 'chart', filter: '', sort: 'symbol',
  risk: '40', horizon: '10y', capital: '50000', exclude: '', as_of: '', market: 'real', advice: '',
};
const values = new Map();      // names outside `usual`, such as the revision of the store, live here and not in the URL
const watchers = [];

export const get = name => values.get(name) ?? '';

export function watch(names, call) { watchers.push({ names, call }); }

export function set(change, { push = false } = {}) {
  const changed = Object.keys(change).filter(name => String(change[name]) !== get(name));
  if (changed.length === 0) return;
  for (const name of changed) values.set(name, String(change[name]));
  if (changed.some(name => name in usual)) {
    const url = new URL(location);
    url.search = new URLSearchParams(Object.keys(usual).filter(n => get(n) !== usual[n]).map(n => [n, get(n)]));
    history[push ? 'pushState' : 'replaceState'](null, '', url);
  }
  tell(changed);
}

function tell(changed) {
  for (const { names, call } of watchers) if (names.some(name => changed.includes(name))) call();
}

function fromUrl() {
  const search = new URLSearchParams(location.search);
  return Object.keys(usual).filter(name => {
    const value = search.get(name) ?? usual[name], differs = value !== values.get(name);
    values.set(name, value);
    return differs;
  });
}
fromUrl();
addEventListener('popstate', () => tell(fromUrl()));

// ---- API: JSON, or a Problem with the story that the server told ----

export class Problem extends Error {
  constructor({ title = 'Something went wrong', status = 0, detail = '', faults = [] }) {
    super(detail || title);
    Object.assign(this, { title, status, detail, faults: faults ?? [] });
  }
}

export async function api(path, { body, signal } = {}) {
  let reply;
  try {
    reply = await fetch(path, body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal } || { signal });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem({ title: 'Lumia does not answer', detail: 'Is `lumia serve` still running? Nothing on this page was changed.' });
  }
  const json = await reply.json().catch(() => null);
  if (!reply.ok) throw new Problem({ title: reply.statusText || `Status ${reply.status}`, status: reply.status, ...json });
  if (json === null) throw new Problem({ title: 'The answer was not readable', status: reply.status });
  return json;
}

// Runs `work(signal)`; a newer call gives up the older one, whose promise then never settles.
export function latest() {
  let running;
  return work => {
    running?.abort();
    const mine = running = new AbortController();
    return new Promise((done, failed) => work(mine.signal).then(
      value => { if (!mine.signal.aborted) done(value); }, error => { if (!mine.signal.aborted) failed(error); }));
  };
}

// ---- figures: en-US, and a dash for what is not known ----

export const DASH = '–';
const known = x => x !== null && x !== undefined && x !== '' && Number.isFinite(Number(x));
const format = (options, make = new Intl.NumberFormat('en-US', { signDisplay: 'negative', ...options })) =>        // no -0.00
  x => known(x) ? make.format(x) : DASH;

export const count = format({ maximumFractionDigits: 0 });
export const decimal = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
export const percent = format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const small = format({ maximumSignificantDigits: 5 });
// Two places, or what a coin of a fraction of a cent needs.
export const price = x => known(x) && x !== 0 && Math.abs(x) < 1 ? small(x) : Math.abs(x) >= 1e5 ? count(x) : decimal(x);
export const money = (x, currency) => /^[A-Z]{3}$/.test(currency ?? '')
  ? format({ style: 'currency', currency })(x) : decimal(x) + (known(x) && currency ? ' ' + currency : '');
export const day = instant => instant ? String(instant).slice(0, 10) : DASH;
export const words = name => String(name ?? '').replace(/_/g, ' ');
export const text = x => x === null || x === undefined || x === '' ? DASH : String(x);

const signs = new Intl.NumberFormat('en-US', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });

// A change says its direction by arrow, sign and colour. What rounds to nothing has none of them.
export function change(x) {
  if (!known(x)) return DASH;
  const shown = signs.format(x), way = shown[0] === '+' ? 'up' : shown[0] === '-' ? 'down' : 'flat';
  return h('span', { className: 'change ' + way }, h('span', { className: 'arrow', ariaHidden: 'true' }, { up: '▲', down: '▼', flat: '' }[way]), shown);
}

// ---- elements ----

// h('a', {href: …, dataset: {…}, ariaLabel: …}, child, …): properties, never markup; falsy children are left out.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child || child === 0));
  return element;
}

export const $ = id => document.getElementById(id);
export const badge = () => h('b', { className: 'badge' }, 'SIMULATED');

// Commands in texts of the server: between backticks, or from the name of the program to the next comma.
export const prose = line => String(line).split(/(`[^`]*`|\blumia [a-z][^,;.`]*)/).map((part, i) => i % 2 ? h('code', {}, part.replace(/`/g, '').trim()) : part);

// The calm panel that stands where figures would: empty, loading, failed.
export const failed = (problem, again) =>
  notice('failed', problem.title, problem.detail, (problem.status === 0 || problem.status >= 500) && again);

export function notice(kind, title, detail = '', again) {
  return h('div', { className: 'notice ' + kind, role: kind === 'failed' ? 'alert' : 'status' },
    h('h3', {}, title), detail && h('p', {}, prose(detail)),
    again && h('button', { type: 'button', onclick: again }, 'Try again'));
}
