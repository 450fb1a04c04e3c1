// grid.js - a table that stays quick at any length: only the rows in sight are in the page.
//
//   const table = grid(host, {label, columns: [{name, title, cell, value, kind, drop}], pick, sort, sorted})
//   table.show(rows); table.choose(row => row.symbol === 'AAPL')
//
// A column gives `cell(row)` to show and `value(row)` to sort by; `kind: 'number'` aligns right; `drop: 1…3` says how early
// it goes when space is short. Focus stays on the table, and aria-activedescendant names the row that the arrow keys reached:
// rows come and go while scrolling, so none of them could keep the focus.
import { h } from './core.js';

const SPARE = 8;        // rows kept above and below what is in sight
let grids = 0;

export function grid(host, { label, columns, pick, sort = '', sorted }) {
  const id = 'grid' + ++grids;
  let rows = [], active = 0, chosen = () => false, drawn = '';

  const [name0, down0] = [sort.replace(/^-/, ''), sort.startsWith('-')];
  const order = { name: columns.some(c => c.name === name0) ? name0 : '', down: down0 };

  const heads = columns.map(column => h('th', { scope: 'col', className: classes(column), ariaColIndex: String(columns.indexOf(column) + 1) },
    column.value ? h('button', { type: 'button', onclick: () => by(column) }, column.title, h('span', { className: 'sort', ariaHidden: 'true' })) : column.title));
  const above = spacer(), below = spacer(), body = h('tbody');
  const table = h('table', { role: 'grid', tabIndex: 0, ariaLabel: label, ariaColCount: String(columns.length) },
    h('thead', {}, h('tr', { ariaRowIndex: '1' }, heads)), above.part, body, below.part);
  const scroll = h('div', { className: 'scroll' }, table);
  host.replaceChildren(scroll);

  function by(column) {
    order.down = order.name === column.name ? !order.down : column.kind === 'number';
    order.name = column.name;
    sorted?.((order.down ? '-' : '') + order.name);
    show(rows);
  }

  // What is not known stays at the end, whichever way the rest is sorted.
  function arrange() {
    for (const [i, head] of heads.entries()) {
      if (columns[i].name === order.name) head.ariaSort = order.down ? 'descending' : 'ascending';
      else head.removeAttribute('aria-sort');
    }
    const column = columns.find(c => c.name === order.name);
    if (!column?.value) return;
    const sign = order.down ? -1 : 1, missing = v => v === null || v === undefined || v === '';
    const keyed = rows.map((row, i) => ({ row, i, value: column.value(row) }));
    keyed.sort((a, b) => missing(a.value) - missing(b.value) || (a.value < b.value ? -sign : a.value > b.value ? sign : a.i - b.i));
    rows = keyed.map(k => k.row);
  }

  function height() { return parseFloat(getComputedStyle(scroll).getPropertyValue('--row')) || 36; }

  function draw() {
    const row = height(), first = Math.max(0, Math.floor(scroll.scrollTop / row) - SPARE);
    const end = Math.min(rows.length, first + Math.ceil(scroll.clientHeight / row) + 2 * SPARE);
    const now = [first, end, active].join();
    if (now === drawn) return;
    drawn = now;
    above.grow(first * row);
    below.grow((rows.length - end) * row);
    body.replaceChildren(...rows.slice(first, end).map((item, i) => line(item, first + i)));
    if (rows.length && active >= first && active < end) table.setAttribute('aria-activedescendant', id + '-' + active);
    else table.removeAttribute('aria-activedescendant');
  }

  function line(item, index) {
    const row = h('tr', { id: id + '-' + index, ariaRowIndex: String(index + 2), className: index === active ? 'active' : '' },
      columns.map((column, i) => h('td', { className: classes(column), ariaColIndex: String(i + 1) }, column.cell(item))));
    row.dataset.index = index;
    if (pick) row.ariaSelected = String(chosen(item));
    return row;
  }

  // A row out of sight comes to the edge, or to the middle when it was not reached step by step.
  function reach(index, middle = 0) {
    active = Math.min(Math.max(index, 0), rows.length - 1);
    const row = height(), top = active * row, room = scroll.clientHeight - table.tHead.offsetHeight;
    if (top < scroll.scrollTop) scroll.scrollTop = top - middle * room;
    else if (top + row > scroll.scrollTop + room) scroll.scrollTop = top + row - room + middle * room;
    draw();
  }

  table.addEventListener('keydown', event => {
    if (event.target !== table || !rows.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(scroll.clientHeight / height()) - 2);
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) reach(to);
    else if ((event.key === 'Enter' || event.key === ' ') && pick) pick(rows[active]);
    else return;
    event.preventDefault();
  });
  body.addEventListener('click', event => {
    const row = event.target.closest('tr');
    if (!row || !pick) return;
    reach(Number(row.dataset.index));
    pick(rows[active]);
  });
  scroll.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(() => { drawn = ''; draw(); }).observe(scroll);

  function show(list) {
    rows = list.slice();
    table.ariaRowCount = String(rows.length + 1);
    arrange();
    active = 0;
    drawn = '';
    scroll.scrollTop = 0;
    draw();
  }

  function choose(test) {
    chosen = test;
    const index = rows.findIndex(test);
    drawn = '';
    if (index >= 0) reach(index, 1 / 2); else draw();
  }

  return { show, choose, element: scroll };
}

const classes = column => [column.name && 'c-' + column.name, column.kind, column.drop && 'drop' + column.drop].filter(Boolean).join(' ');

// Stands for the rows that are not in the page, and keeps the scroll bar honest.
function spacer() {
  const cell = h('td'), part = h('tbody', { className: 'spacer', ariaHidden: 'true' }, h('tr', {}, cell));
  return { part, grow(pixels) { cell.style.height = pixels + 'px'; part.hidden = pixels === 0; } };
}
