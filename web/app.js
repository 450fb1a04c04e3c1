// app.js - starts the parts of the page, and keeps an eye on the store behind it.
import { $, api, count, day, get, h, set, watch } from './core.js';
import { universe } from './universe.js';
import { chart } from './chart.js';
import { advice } from './advice.js';

const LOOK_EVERY_MS = 60_000;
let answered;

// A new revision of the store makes the parts that mention it load again; silence leaves them as they are, and says so.
async function look() {
  try {
    const health = await api('v1/health');
    answered = new Date();
    $('health').className = '';
    const size = [health.assets || !health.simulated_assets ? `${count(health.assets)} assets` : '', health.simulated_assets ? `${count(health.simulated_assets)} simulated` : ''];
    $('health').replaceChildren(h('i', { className: 'lamp', ariaHidden: 'true' }), size.filter(Boolean).join(' and '), ...(health.newest ? [', newest close ', h('time', {}, day(health.newest))] : []));
    $('health').title = [health.program, health.status].filter(Boolean).join(', ');
    set({ newest: day(health.newest), revision: health.revision ?? '' });
  } catch (problem) {
    const since = answered && answered.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hour12: false });
    $('health').className = 'silent';
    $('health').replaceChildren(h('i', { className: 'lamp', ariaHidden: 'true' }), since ? `${problem.title}; figures as of ${since}` : problem.title);
  }
}

function banner() {
  const parts = [get('shownSimulated') === 'true' && 'the price shown', get('resultSimulated') === 'true' && 'the recommendation', get('market') === 'simulated' && 'the market chosen for advice'].filter(Boolean);
  $('simulated').hidden = parts.length === 0;
  const line = parts.join(', ').replace(/, ([^,]*)$/, ' and $1');
  $('simulated').querySelector('span').textContent = `Made by a random generator, not real: ${line}. Not advice about real things.`;
}

watch(['shownSimulated', 'resultSimulated', 'market'], banner);
watch(['asset'], () => { document.title = (get('asset') ? get('asset') + ' · ' : '') + 'Lumia'; });
banner();

// The first look comes first, so that its revision does not load everything twice.
await look();
universe();
chart();
advice();
setInterval(() => { if (!document.hidden) look(); }, LOOK_EVERY_MS);
document.addEventListener('visibilitychange', () => { if (!document.hidden && Date.now() - (answered ?? 0) > LOOK_EVERY_MS) look(); });
