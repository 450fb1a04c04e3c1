// chart.js - the price of the chosen asset: close and an average, as a chart or as a table of the same figures.
import uPlot from './vendor/uPlot.esm.js';
import { $, api, badge, change, count, day, failed, get, h, latest, notice, price, set, text, watch, words } from './core.js';
import { grid } from './grid.js';

const conventions = { raw: 'as traded', split: 'split-adjusted', total: 'split- and dividend-adjusted', unknown: 'adjustment unknown' };
const steps = { '1d': ['Day', 'daily'], '1w': ['Week', 'weekly'], '1mo': ['Month', 'monthly'] };
const years = { '1y': 1, '5y': 5 }, YEAR = 365.25 * 86400, STALE_DAYS = 14;

const none = { of: new Map(), lines: [], belongs: '' };

let asset, bars = [], belongs = '', average = none, indicators = [];
let plot, shownFor = '', size;
const loadBars = latest(), loadAverage = latest();
const key = () => get('asset') + ' ' + get('every');         // an average is drawn over the bars it was made from, and no others
const lines = () => average.belongs === belongs ? average.lines : [];
const path = () => 'v1/assets/' + encodeURIComponent(get('asset'));

// ---- bars ----

async function refreshBars() {
  if (!get('asset')) return;
  const body = $('price-body');
  $('price').ariaBusy = 'true';
  if (shownFor !== get('asset')) {
    clear();
    $('price-title').textContent = get('asset');
    body.replaceChildren(notice('loading', `Loading ${get('asset')}…`));
  }
  try {
    const every = get('every');
    const [one, list] = await loadBars(signal => Promise.all([api(path(), { signal }), api(`${path()}/bars?every=${encodeURIComponent(every)}`, { signal })]));
    asset = one;
    bars = list.items;
    belongs = key();
    shownFor = get('asset');
    head();
    draw();
  } catch (problem) {
    clear();
    shownFor = '';
    set({ shownSimulated: false });
    body.replaceChildren(failed(problem, refreshBars));
  }
  $('price').ariaBusy = 'false';
}

function clear() {
  plot?.destroy();
  plot = undefined;
  bars = [];
  for (const id of ['price-about', 'price-figures', 'price-basis']) $(id).replaceChildren();
}

function head() {
  const newest = get('newest'), last = bars.at(-1)?.date;
  $('price-title').replaceChildren(asset.symbol, ' ', asset.simulated ? badge() : '');
  $('price-about').textContent = [asset.name, asset.class === 'unknown' ? null : words(asset.class), asset.sector, asset.currency].filter(Boolean).join(' · ') || 'Nothing more is known of it';
  set({ shownSimulated: Boolean(asset.simulated) });
  if (!last) return;
  const late = newest && (Date.parse(newest) - Date.parse(last)) / 864e5 > STALE_DAYS && get('every') === '1d' && !asset.simulated;
  const { adjust, source } = bars.at(-1);
  $('price-basis').replaceChildren(
    `Close, ${conventions[adjust] ?? text(adjust)}, source ${text(source)}, ${steps[get('every')]?.[1] ?? ''}, ${day(bars[0].date)} to ${day(last)}, ${count(bars.length)} bars`,
    late ? h('span', { className: 'stale' }, `Ends ${count((Date.parse(newest) - Date.parse(last)) / 864e5)} days before the newest close in this store`) : '');
}

// ---- average ----

async function refreshIndicators() {
  try {
    indicators = (await api('v1/indicators')).items.filter(i => i.overlay);
  } catch (problem) { return fault(`Overlays are not available: ${problem.title}`); }
  const groups = Map.groupBy ? Map.groupBy(indicators, i => i.group) : new Map([['', indicators]]);
  const select = $('view').elements.indicator;
  select.replaceChildren(h('option', { value: '' }, 'None'), ...[...groups].map(([label, list]) => h('optgroup', { label },
    list.map(i => h('option', { value: i.name, title: i.about ?? '' }, i.title)))));
  controls();
}

const chosen = () => indicators.find(i => i.name === get('indicator'));
const takesPeriod = () => !chosen() || /\bperiod\b/.test(chosen().parameters);

async function refreshAverage() {
  const name = chosen()?.name;
  if (indicators.length) fault('');
  if (!get('asset') || !name) return use(none);
  try {
    const query = new URLSearchParams({ every: get('every') });
    if (takesPeriod()) query.set('period', get('period'));
    const { items } = await loadAverage(signal => api(`${path()}/indicators/${encodeURIComponent(name)}?${query}`, { signal }));
    const outputs = Object.keys(items[0] ?? {}).filter(member => member !== 'date');
    use({ of: new Map(items.map(item => [item.date, item])), lines: outputs.map(name => ({ name, label: label(name) })), belongs: key() });
  } catch (problem) {
    use(none);
    fault(problem.faults.map(f => `${f.path}: ${f.message}`).join('; ') || problem.message);
  }
}

function use(found) {
  average = found;
  if (bars.length) draw();
}

function fault(message) {
  $('period-fault').textContent = message;
  $('view').elements.period.setAttribute('aria-invalid', String(Boolean(message)));
}

const label = output => (output === get('indicator') ? output.toUpperCase() : output[0].toUpperCase() + words(output.slice(1))) + (takesPeriod() ? ' ' + get('period') : '');

// ---- drawing ----

function draw() {
  const body = $('price-body');
  plot?.destroy();
  plot = undefined;
  size?.disconnect();
  if (!bars.length) {
    $('price-figures').replaceChildren();
    return body.replaceChildren(notice('empty', 'No prices', `${get('asset')} is known, but nothing has been imported for it. Bring prices in with \`lumia import prices FILE\`.`));
  }
  figures(bars.length - 1);
  if (get('view') === 'table') return tabulate(body);

  const host = h('div', { className: 'plot', tabIndex: 0, role: 'img', ariaLabel: describe() });
  const said = h('p', { className: 'unseen', role: 'status' });
  body.replaceChildren(host, legend(), said);
  const style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--rule'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  const averages = lines().map((line, i) => ({ label: line.label, stroke: colour(`--series-${2 + i % 3}`), width: 1.5, points: { show: false } }));
  const width = () => Math.max(200, host.clientWidth), tall = () => host.clientHeight || 320;
  plot = new uPlot({
    width: width(), height: tall(), legend: { show: false },
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),       // a trading day is the same day everywhere
    scales: { x: { time: true } },
    cursor: { y: false, points: { size: 8 } },
    series: [{}, { label: 'Close', stroke: colour('--series-1'), fill: colour('--series-fill'), width: 1.75, points: { show: bars.length < 3 } }, ...averages],
    axes: [{ ...axis, space: 70 }, { ...axis, side: 1, size: 62, values: (_, ticks) => ticks.map(t => price(t)) }],
    hooks: { setCursor: [u => figures(u.cursor.idx ?? bars.length - 1)] },
  }, [bars.map(b => Date.parse(b.date) / 1e3), bars.map(b => b.close), ...lines().map(({ name }) => bars.map(b => average.of.get(b.date)?.[name] ?? null))], host);
  range();
  host.addEventListener('keydown', event => walk(event, said));
  let first = true;
  size = new ResizeObserver(() => { if (!first) plot?.setSize({ width: width(), height: tall() }); first = false; });
  size.observe(host);
}

function range() {
  if (!plot) return;
  const times = plot.data[0], last = times.at(-1), span = years[get('range')];
  plot.setScale('x', { min: span ? Math.max(times[0], last - span * YEAR) : times[0], max: last });
  plot.root.parentElement.ariaLabel = describe();
}

// The arrow keys read the chart bar by bar.
function walk(event, said) {
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = Math.min(bars.length - 1, Math.max(firstInRange(), (plot.cursor.idx ?? bars.length - 1) + step));
  plot.setCursor({ left: plot.valToPos(plot.data[0][at], 'x'), top: plot.over.clientHeight / 2 });
  said.textContent = `${day(bars[at].date)}: ${price(bars[at].close)}`;
}

const firstInRange = () => plot ? Math.max(0, plot.data[0].findIndex(t => t >= plot.scales.x.min - 1)) : 0;

function describe() {
  const from = firstInRange(), closes = bars.slice(from).map(b => b.close).filter(c => c !== null);
  if (!closes.length) return `${get('asset')}, no closes in this range.`;
  const low = closes.reduce((a, b) => Math.min(a, b)), high = closes.reduce((a, b) => Math.max(a, b));
  return `${asset.symbol} ${steps[get('every')]?.[1] ?? ''} close, ${conventions[bars.at(-1).adjust] ?? ''}, ${day(bars[from].date)} to ${day(bars.at(-1).date)}: `
    + `from ${price(closes[0])} to ${price(closes.at(-1))}, lowest ${price(low)}, highest ${price(high)}.`
    + (lines().length ? ` With ${lines().map(line => line.label).join(', ')}.` : '') + ' Arrow keys read single bars; the table view has all figures.';
}

function legend() {
  return h('ul', { className: 'legend', ariaLabel: 'Lines' }, ['Close', ...lines().map(line => line.label)].map((name, i) =>
    h('li', {}, h('i', { className: 'key-' + (i === 0 ? 1 : 2 + (i - 1) % 3) }), name)));
}

function figures(at) {
  const bar = bars[at], before = bars[at - 1], one = average.of.get(bar.date);
  const moved = bar.close !== null && before?.close ? bar.close / before.close - 1 : null;
  const pairs = [['Date', day(bar.date)], ['Close', price(bar.close)], [steps[get('every')]?.[0] ?? 'Change', change(moved)],
    ...lines().map(line => [line.label, price(one?.[line.name])])];
  $('price-figures').replaceChildren(h('dl', {}, pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))));
}

function tabulate(body) {
  const number = (name, title, of, drop) => ({ name, title, kind: 'number', drop, value: of, cell: bar => name === 'volume' ? count(of(bar)) : price(of(bar)) });
  const table = grid(body, {
    label: `${asset.symbol} ${steps[get('every')]?.[1] ?? ''} figures`, sort: '-date',
    columns: [{ name: 'date', title: 'Date', value: bar => bar.date, cell: bar => day(bar.date) },
      number('open', 'Open', bar => bar.open, 2), number('high', 'High', bar => bar.high, 3), number('low', 'Low', bar => bar.low, 3), number('close', 'Close', bar => bar.close),
      ...lines().map(line => number('average', line.label, bar => average.of.get(bar.date)?.[line.name])), number('volume', 'Volume', bar => bar.volume, 1)],
  });
  const since = years[get('range')] ? Date.parse(bars.at(-1).date) - years[get('range')] * YEAR * 1e3 : -Infinity;
  table.show(bars.filter(bar => Date.parse(bar.date) >= since));
}

// ---- controls ----

function controls() {
  const fields = $('view').elements;
  for (const name of ['range', 'every', 'view', 'indicator', 'period']) fields[name].value = get(name);
  fields.period.disabled = !get('indicator') || !takesPeriod();
}

export function chart() {
  $('price-body').replaceChildren(notice('empty', 'No asset chosen', 'Choose one in the table of assets.'));
  $('view').addEventListener('change', event => set({ [event.target.name]: event.target.value.trim() }));
  $('view').addEventListener('submit', event => { event.preventDefault(); set({ period: $('view').elements.period.value.trim() }); });
  watch(['asset', 'every', 'revision'], refreshBars);
  watch(['asset', 'every', 'revision', 'indicator', 'period'], refreshAverage);
  watch(['view'], () => bars.length && draw());
  watch(['range'], () => get('view') === 'table' ? bars.length && draw() : range());
  watch(['range', 'every', 'view', 'indicator', 'period'], controls);
  watch(['newest'], () => bars.length && head());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => bars.length && draw());
  controls();
  refreshIndicators().then(refreshAverage);
  refreshBars();
}
