// universe.js - every asset of the store: filter, sort, choose.
import { $, api, badge, change, count, day, failed, get, h, latest, notice, price, set, text, watch, words } from './core.js';
import { grid } from './grid.js';

const lower = value => value?.toLowerCase();

const columns = [
  { name: 'symbol', title: 'Symbol', value: a => a.symbol, cell: a => h('span', {}, h('b', {}, a.symbol), a.simulated && badge()) },
  { name: 'name', title: 'Name', drop: 4, value: a => lower(a.name), cell: a => h('span', { title: a.name ?? '' }, text(a.name)) },
  { name: 'class', title: 'Class', drop: 2, value: a => a.class, cell: a => text(words(a.class)) },
  { name: 'sector', title: 'Sector', drop: 1, value: a => lower(a.sector), cell: a => h('span', { title: a.sector ?? '' }, text(a.sector)) },
  { name: 'currency', title: 'Cur.', drop: 1, value: a => a.currency, cell: a => text(a.currency) },
  { name: 'last', title: 'Last day', drop: 3, value: a => a.last, cell: a => day(a.last) },
  { name: 'bars', title: 'Bars', drop: 2, kind: 'number', value: a => a.bars, cell: a => count(a.bars) },
  { name: 'close', title: 'Close', kind: 'number', value: a => a.close, cell: a => price(a.close) },
  { name: 'return', title: '1y return', kind: 'number', value: a => a.return_365d, cell: a => change(a.return_365d) },
];

export function universe() {
  const host = $('universe-table'), input = $('filter'), load = latest();
  let assets = [], table;
  input.value = get('filter');

  async function refresh() {
    $('universe').ariaBusy = 'true';
    if (!assets.length) host.replaceChildren(notice('loading', 'Loading assets…'));
    try {
      const reply = await load(signal => api('v1/assets?limit=100000', { signal }));
      assets = reply.items;
      for (const a of assets) a.hay = [a.symbol, a.name, a.class, a.sector, a.currency, a.simulated ? 'simulated' : ''].join(' ').toLowerCase();
      table = undefined;
      show();
      if (!get('asset') && assets.length) set({ asset: (assets.find(a => a.bars > 0 && !a.simulated) ?? assets[0]).symbol });
    } catch (problem) {
      if (assets.length) $('universe-count').textContent = 'Not refreshed: ' + problem.title;
      else host.replaceChildren(failed(problem, refresh));
    }
    $('universe').ariaBusy = 'false';
  }

  function show() {
    const wanted = get('filter').toLowerCase().split(/\s+/).filter(Boolean);
    const found = wanted.length ? assets.filter(a => wanted.every(word => a.hay.includes(word))) : assets;
    $('universe-count').textContent = found.length === assets.length ? count(assets.length) : `${count(found.length)} of ${count(assets.length)}`;
    if (!assets.length) return gone('No assets yet', 'Bring prices in with `lumia import prices FILE`, or try things out with `lumia simulate`.');
    if (!found.length) return gone('Nothing matches', `No asset has “${get('filter')}” in its symbol, name, class, sector or currency.`);
    if (!table) {
      table = grid(host, { label: 'Assets', columns, sort: get('sort'), sorted: sort => set({ sort }), pick: a => set({ asset: a.symbol }, { push: true }) });
      table.show(found);
      mark();
    } else table.show(found);
  }

  function gone(title, detail) {
    table = undefined;
    host.replaceChildren(notice('empty', title, detail));
  }

  function mark() { table?.choose(a => a.symbol === get('asset')); }

  input.addEventListener('input', () => set({ filter: input.value }));
  watch(['filter'], () => { if (input.value !== get('filter')) input.value = get('filter'); show(); });
  watch(['asset'], mark);
  watch(['revision'], refresh);
  refresh();
}
