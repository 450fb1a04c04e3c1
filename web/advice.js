// advice.js - who asks, and what Lumia answers: positions with their reasons, or what is missing for an answer.
import { $, api, badge, count, day, decimal, failed, get, h, latest, money, notice, percent, price, prose, set, text, watch, words } from './core.js';

const fields = ['risk', 'horizon', 'capital', 'exclude', 'as_of', 'market'];
const SHOWN_MAX = 200;          // assets of one group that are listed before "show all"
const ask = latest();
let shown = '';                 // id of the answer on the page

// The names that the policy gives the slider; the server decides, and its answer names the band that was applied.
const band = risk => risk < 25 ? 'conservative' : risk < 60 ? 'moderate' : risk < 85 ? 'aggressive' : 'very aggressive';

const form = () => $('profile').elements;

function fill() {
  for (const name of fields) form()[name].value = get(name);
  if (!form().market.value) form().market.value = 'real';
  slider();
}

function slider() {
  const risk = form().risk;
  $('band').replaceChildren(h('b', {}, risk.value), ' ', band(Number(risk.value)));
  risk.setAttribute('aria-valuetext', `${risk.value}, ${band(Number(risk.value))}`);
  risk.style.setProperty('--at', risk.value + '%');
}

// What is not a number is sent as it stands: the server says what is wrong with it, in one place for all front doors.
function profile() {
  const number = value => value.trim() !== '' && Number.isFinite(Number(value.replace(/,/g, ''))) ? Number(value.replace(/,/g, '')) : value;
  const exclude = get('exclude').toUpperCase().split(/[\s,;]+/).filter(Boolean);
  return { risk: number(get('risk')), horizon: get('horizon').trim(), capital: number(get('capital')), ...(exclude.length && { exclude }),
    ...(get('as_of') && { as_of: get('as_of') }), market: get('market') };
}

// ---- faults, beside the field they belong to ----

function mark(faults) {
  const rest = [];
  for (const name of fields) {
    const mine = faults.filter(f => f.path.replace(/^[/$.]+/, '').split(/[./[]/)[0] === name);
    const field = name === 'market' ? form().market[0] : form()[name];
    $(name + '-fault').textContent = mine[0]?.message ?? '';
    if (mine.length) field.setAttribute('aria-invalid', 'true'); else field.removeAttribute('aria-invalid');
    rest.push(...mine);
  }
  $('profile').querySelector('[aria-invalid]')?.focus();
  return faults.filter(f => !rest.includes(f));
}

function submit(event) {
  event.preventDefault();
  mark([]);
  return answer(signal => api('v1/recommendations', { body: profile(), signal }));
}

// The id in the URL brings a kept record back, byte for byte; nothing is computed again.
function recall() {
  if (!get('advice') || get('advice') === shown) return;
  return answer(signal => api('v1/recommendations/' + encodeURIComponent(get('advice')), { signal }));
}

async function answer(work) {
  const result = $('result'), asked = JSON.stringify(profile());
  result.ariaBusy = 'true';
  if (!result.querySelector('article')) result.replaceChildren(notice('loading', 'Weighing the evidence…'));
  try {
    const document = await ask(work);
    shown = document.id;
    result.replaceChildren(document.kind === 'allocate' ? allocation(document) : insufficient(document));
    set({ resultSimulated: Boolean(document.simulated), advice: shown });
    if (asked !== JSON.stringify(profile())) age();
  } catch (problem) {
    shown = '';
    const rest = mark(problem.faults);
    result.replaceChildren(failed(problem), ...(rest.length ? [h('ul', { className: 'faults' }, rest.map(f => h('li', {}, h('b', {}, f.path), ' ', f.message)))] : []));
    set({ resultSimulated: false, advice: '' });
  }
  result.ariaBusy = 'false';
}

// An answer outlives the question it was given to: it stays, and says so.
function age() { $('result').querySelector('article')?.classList.add('old'); }

// ---- the answer ----

const heading = (document, title) => h('header', {}, h('h3', {}, title, ' ', document.simulated && badge()),
  h('p', {}, [`${words(document.band)} band, decided by ${words(document.binding)}`, `as of ${day(document.as_of)}`,
    `${count(document.candidates)} of ${count(document.considered)} assets scored`].join(' · ')));

function allocation(document) {
  return h('article', {}, heading(document, 'Proposed allocation'), metrics(document), positions(document), evidence(document));
}

function insufficient(document) {
  return h('article', { className: 'insufficient' }, heading(document, 'Too little is known for a recommendation'),
    h('p', {}, 'Lumia proposes nothing rather than guess. This is missing:'),
    h('ul', { className: 'missing' }, document.missing.map(line => h('li', {}, prose(line)))), evidence(document));
}

function metrics(d) {
  const share = d.volatility_limit ? Math.min(1, d.volatility / d.volatility_limit) : 0;
  const meter = d.volatility !== null && d.volatility_limit && h('div', { className: 'meter', role: 'meter', ariaLabel: 'Volatility against its limit', ariaValueMin: '0',
    ariaValueMax: String(d.volatility_limit), ariaValueNow: String(d.volatility), ariaValueText: `${percent(d.volatility)} of ${percent(d.volatility_limit)}` }, bar(share));
  const one = (name, value, ...more) => h('div', {}, h('dt', {}, name), h('dd', {}, value), more);
  const side = line => h('dd', { className: 'side' }, line);
  return h('dl', { className: 'metrics' },
    one('Invested', percent(d.invested_weight), side(`of ${money(d.capital, d.currency)}`)),
    one('Cash', percent(d.cash_weight), side(money(d.cash_amount, d.currency))),
    one('Volatility a year', percent(d.volatility), side(h('span', {}, `limit ${percent(d.volatility_limit)}`, meter))),
    one('Deepest fall', percent(d.worst_drawdown), side('of these weights, in the risk window')),
    one('If all moved together', percent(d.volatility_undiversified), side('volatility without diversification')));
}

function bar(share) {
  const fill = h('span');
  fill.style.width = (100 * share).toFixed(2) + '%';
  return h('span', { className: 'bar', ariaHidden: 'true' }, fill);
}

function positions(d) {
  const most = Math.max(d.cash_weight ?? 0, ...d.positions.map(p => p.weight));
  const weight = w => h('td', { className: 'number weight' }, h('div', { className: 'share' }, bar(most ? w / most : 0), h('b', {}, percent(w))));
  const rows = d.positions.flatMap((p, i) => {
    const more = h('tr', { id: 'why-' + i, className: 'more', hidden: true }, h('td', { colSpan: 5 }, reasons(p, d)));
    const button = h('button', { type: 'button', className: 'open', ariaExpanded: 'false',
      onclick() { more.hidden = !more.hidden; button.ariaExpanded = String(!more.hidden); } },
      h('b', {}, p.symbol), h('span', { className: 'name' }, p.name ?? ''), h('span', { className: 'unseen' }, ' reasons'));
    button.setAttribute('aria-controls', more.id);
    return [h('tr', {}, h('th', { scope: 'row' }, button), weight(p.weight), h('td', { className: 'number' }, money(p.amount, d.currency)),
      h('td', { className: 'number drop3' }, decimal(p.score)), h('td', { className: 'number drop2' }, percent(p.volatility))), more];
  });
  const head = (title, className) => h('th', { scope: 'col', className }, title);
  return h('div', { className: 'holds' }, h('table', { className: 'positions' }, h('caption', { className: 'unseen' }, 'Positions, the largest first'),
    h('thead', {}, h('tr', {}, head('Holding', ''), head('Weight', 'number weight'), head('Amount', 'number'), head('Score', 'number drop3'), head('Volatility', 'number drop2'))),
    h('tbody', {}, rows),
    h('tfoot', {}, h('tr', { className: 'cash' }, h('th', { scope: 'row' }, 'Cash'), weight(d.cash_weight), h('td', { className: 'number' }, money(d.cash_amount, d.currency)), h('td', { className: 'drop3' }), h('td', { className: 'drop2' })))));
}

function reasons(p, d) {
  const facts = [`${text(words(p.sector))} ${words(p.class)}`, `rank ${count(p.rank)} of ${count(d.candidates)}`, `close ${price(p.price)} on ${day(p.price_day)}, ${words(p.basis)} prices`,
    `volatility ${percent(p.volatility)}`, `${percent(p.risk_share)} of the risk`, p.limited_by && `held down by ${words(p.limited_by)}`];
  const number = value => h('td', { className: 'number' }, decimal(value));
  return h('div', { className: 'reasons' }, h('p', {}, p.why), h('p', { className: 'facts' }, facts.filter(Boolean).join(' · ')),
    h('table', {}, h('caption', { className: 'unseen' }, `Parts of the score of ${p.symbol}`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Signal'), ...['Score', 'Weight', 'Part'].map(t => h('th', { scope: 'col', className: 'number' }, t)))),
      h('tbody', {}, p.reasons.flatMap(r => [h('tr', {}, h('th', { scope: 'row' }, h('b', {}, words(r.signal))), number(r.score), number(r.weight), number(r.contribution)),
        h('tr', { className: 'said' }, h('td', { colSpan: 4 }, r.text))])),
      h('tfoot', {}, h('tr', {}, h('th', { scope: 'row' }, 'Score'), h('td'), h('td'), number(p.score)))));
}

function evidence(d) {
  return h('div', { className: 'evidence' },
    d.notes.length > 0 && h('section', {}, h('h4', {}, 'Notes'), h('ul', {}, d.notes.map(n => h('li', {}, prose(n))))),
    d.excluded.length > 0 && leftOut(d), lineage(d),
    h('p', { className: 'id' }, 'Recommendation ', h('code', {}, d.id)));
}

function leftOut(d) {
  const groups = new Map();
  for (const e of d.excluded) groups.set(e.reason, [...(groups.get(e.reason) ?? []), e]);
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  return h('details', {}, h('summary', {}, `Left out: ${count(d.excluded.length)} assets`), sorted.map(([reason, list]) => {
    const items = h('ul'), line = e => h('li', {}, h('b', {}, e.symbol), ' ', prose(e.detail));
    const all = h('button', { type: 'button', onclick() { items.append(...list.slice(SHOWN_MAX).map(line)); all.remove(); } }, `Show all ${count(list.length)}`);
    // Filled when opened: a thousand hidden lines would slow every answer down.
    const group = h('details', { ontoggle() { if (!items.firstChild) items.append(...list.slice(0, SHOWN_MAX).map(line)); } },
      h('summary', {}, `${words(reason)} (${count(list.length)})`), h('div', { className: 'list', tabIndex: 0, role: 'group', ariaLabel: words(reason) }, items, list.length > SHOWN_MAX && all));
    return group;
  }));
}

function lineage(d) {
  const rows = d.data.map(l => h('tr', {}, h('th', { scope: 'row' }, words(l.dataset)), h('td', { className: 'number' }, count(l.rows)), h('td', {}, day(l.first)), h('td', {}, day(l.last)),
    h('td', {}, h('code', { title: l.digest }, l.digest.slice(0, 12)))));
  return h('details', {}, h('summary', {}, `Data it rests on: ${count(d.data.length)} datasets`),
    h('div', { className: 'holds', tabIndex: 0, role: 'group', ariaLabel: 'Datasets' }, h('table', { className: 'lineage' },
      h('thead', {}, h('tr', {}, ['Dataset', 'Rows', 'First', 'Last', 'Digest'].map(t => h('th', { scope: 'col', className: t === 'Rows' ? 'number' : '' }, t)))), h('tbody', {}, rows))),
    h('p', { className: 'facts' }, `Policy ${d.policy}, `, h('code', { title: d.policy_digest }, d.policy_digest.slice(0, 12)), `, ${d.program}`));
}

export function advice() {
  const result = $('result');
  result.replaceChildren(notice('empty', 'No recommendation yet', 'Say how much risk you can bear, for how long and with how much money, then choose Recommend.'));
  $('profile').addEventListener('submit', submit);
  $('profile').addEventListener('input', event => {
    if (event.target.name === 'risk') slider();
    $(event.target.name + '-fault').textContent = '';
    event.target.removeAttribute('aria-invalid');
    set({ [event.target.name]: event.target.value, advice: '' });
  });
  watch(fields, () => { fill(); age(); });
  watch(['revision'], age);
  watch(['advice'], recall);
  fill();
  recall();
}
