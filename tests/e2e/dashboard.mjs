// dashboard.mjs - the journey of the dashboard in Chromium, over whatever store is behind it.
//   node dashboard.mjs http://127.0.0.1:8080/ [folder for screenshots]
// One line per check; what the data of this store cannot show is skipped, with the reason.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base, folder] = [new URL(process.argv[2] ?? 'http://127.0.0.1:8080/').href, process.argv[3]];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screens = [['desktop light', 1280, 800, 'light'], ['desktop dark', 1280, 800, 'dark'], ['phone light', 360, 740, 'light'], ['phone dark', 360, 740, 'dark']];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PATIENCE_MS = 20_000, QUIET_MS = 400;
let passed = 0, failures = 0;

if (folder) mkdirSync(folder, { recursive: true });
const list = async path => (await (await fetch(new URL(path, base))).json()).items;
const assets = await list('v1/assets?limit=100000');
const averages = (await list('v1/indicators')).filter(i => i.overlay && /\bperiod=/.test(i.parameters));
const priced = assets.filter(a => a.bars > 200), real = priced.filter(a => !a.simulated), simulated = priced.filter(a => a.simulated);

const browser = await chromium.launch({
  executablePath: process.env.LUMIA_CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

class Skip extends Error {}
const skip = reason => { throw new Skip(reason); };
const must = (holds, what) => { if (!holds) throw new Error(what); };

for (const [screen, width, height, colorScheme] of screens) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 700, timezoneId: 'America/New_York' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);

  const requests = [], wrong = [], foreign = [];
  let pending = 0;
  let refusalExpected = false;        // Chromium logs a refused request as an error, even one that a check provokes
  page.on('request', r => { requests.push(r); pending++; if (new URL(r.url()).origin !== new URL(base).origin) foreign.push(r.url()); });
  page.on('console', m => { if (['error', 'warning'].includes(m.type()) && !(refusalExpected && /status of 4\d\d/.test(m.text()))) wrong.push(`console: ${m.text()}`); });
  page.on('pageerror', e => wrong.push(`page: ${e.message}`));
  page.on('requestfinished', () => pending--);
  page.on('requestfailed', r => { pending--; if (r.failure()?.errorText !== 'net::ERR_ABORTED') wrong.push(`request: ${r.url()} ${r.failure()?.errorText}`); });
  page.on('response', r => { if (r.status() >= 400 && !refusalExpected) wrong.push(`answer: ${r.status()} ${r.url()}`); });

  const check = async (name, work) => {
    try {
      const more = await work();
      passed++;
      console.log(`ok    ${screen}: ${name}${more ? ` (${more})` : ''}`);
    } catch (error) {
      if (error instanceof Skip) return console.log(`skip  ${screen}: ${name}: ${error.message}`);
      failures++;
      console.log(`FAIL  ${screen}: ${name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
    }
  };
  const text = selector => page.locator(selector).first().innerText();
  const query = name => new URL(page.url()).searchParams.get(name);
  const rows = () => page.locator('#universe-table tbody:not(.spacer) tr');
  const column = title => page.evaluate(t => [...document.querySelectorAll('#universe-table thead th')].findIndex(th => th.innerText.trim().startsWith(t)), title);
  const cells = async title => { const i = await column(title); return page.evaluate(k => [...document.querySelectorAll('#universe-table tbody:not(.spacer) tr')].map(tr => tr.cells[k].innerText.trim()), i); };
  const asked = before => requests.slice(before).map(r => new URL(r.url())).filter(url => url.pathname.startsWith('/v1/'));
  const settled = async () => {
    await page.waitForTimeout(50);
    for (const end = Date.now() + PATIENCE_MS; pending > 0 && Date.now() < end;) await page.waitForTimeout(25);
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
    await page.waitForTimeout(50);
  };
  const picture = name => folder && page.screenshot({ path: `${folder}/${screen.replace(' ', '-')}-${name}.png`, fullPage: true });
  const filter = value => page.fill('#filter', value);        // works at once: the table is there before the call returns
  const choose = async symbol => { await filter(symbol); await rows().filter({ has: page.locator('b', { hasText: new RegExp(`^${symbol.replace(/\W/g, '\\$&')}$`) }) }).first().click(); await settled(); };
  const plotted = () => page.evaluate(() => {
    const canvas = document.querySelector('.plot canvas');
    if (!canvas) return 0;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]) inked++;
    return inked;
  });
  const ask = async change => {
    for (const [id, value] of Object.entries(change)) if (id !== 'market') await page.fill('#' + id, value);
    if (change.market) await page.locator(`#profile input[value=${change.market}]`).check({ force: true });
    const [reply] = await Promise.all([page.waitForResponse(r => r.url().endsWith('/v1/recommendations') && r.request().method() === 'POST', { timeout: 60_000 }), page.click('#profile .primary')]);
    await page.waitForFunction(() => document.querySelector('#result').ariaBusy === 'false');
    return reply;
  };
  const accessible = async where => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), TAGS);
    must(violations.length === 0, `${where}: ` + violations.map(v => `${v.id} at ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(', ')}`).join('; '));
  };

  await page.goto(base);
  await page.waitForFunction(() => document.querySelector('#universe').ariaBusy === 'false' || document.querySelector('#universe-table .notice.failed'));
  await settled();

  // ---- assets ----

  await check('the table lists the assets', async () => {
    if (!assets.length) { must(/No assets yet/.test(await text('#universe-table')), 'no empty state'); skip('the store is empty'); }
    must((await text('#universe-count')).replace(/\D/g, '') === String(assets.length), `count says ${await text('#universe-count')}`);
    must((await text('#universe-table')).includes(assets[0].symbol), 'the first symbol is missing');
    return `${assets.length} assets, ${await rows().count()} rows in the page`;
  });
  await check('rows in the page stay few', async () => must(await rows().count() < 100, `${await rows().count()} rows`));
  await check('the filter narrows the table', async () => {
    if (assets.length < 2) skip('fewer than two assets');
    const { symbol } = assets[Math.floor(assets.length / 2)];
    await filter(symbol);
    must((await text('#universe-count')).includes(' of '), 'the count does not say how many of how many');
    must((await cells('Symbol')).some(cell => cell.split('\n')[0] === symbol), `${symbol} is not shown`);
    must(query('filter') === symbol, 'the URL does not hold the filter');
    await filter('no such thing anywhere');
    must(/Nothing matches/.test(await text('#universe-table')), 'no empty state');
    await filter('');
  });
  await check('sorting by a number puts the greatest first, then the least', async () => {
    const closes = assets.filter(a => a.close !== null).map(a => a.close);
    if (closes.length < 2) skip('fewer than two assets have a close');
    const read = async () => Number((await cells('Close'))[0].replace(/,/g, ''));
    const near = (a, b) => Math.abs(a - b) <= Math.max(0.5, Math.abs(b) * 1e-4);
    await page.click('#universe-table th.c-close button');
    must(near(await read(), Math.max(...closes)), `greatest: ${await read()}`);
    await page.click('#universe-table th.c-close button');
    must(Math.abs(await read() - Math.min(...closes)) < 0.006, `least: ${await read()}`);
    must(await page.getAttribute('#universe-table th.c-close', 'aria-sort') === 'ascending', 'aria-sort');
    await page.click('#universe-table th.c-symbol button');
  });
  await check('what is not known is a dash', async () => {
    const unknown = assets.find(a => a.return_365d === null);
    if (!unknown) skip('every asset has a return');
    await filter(unknown.symbol);
    const at = (await cells('Symbol')).findIndex(cell => cell.split('\n')[0] === unknown.symbol);
    must((await cells('1y return'))[at] === '–', `shows ${(await cells('1y return'))[at]}`);
    await filter('');
  });

  // ---- price ----

  const pick = (real.length ? real : simulated)[1] ?? priced[0];
  await check('a row draws its chart, with figures and their basis', async () => {
    if (!pick) skip('no asset has more than 200 bars');
    await choose(pick.symbol);
    must(query('asset') === pick.symbol, 'the URL does not hold the asset');
    must((await text('#price-title')).startsWith(pick.symbol), 'title');
    must(await plotted() > 500, 'the canvas is empty');
    const basis = await text('#price-basis');
    must(/close/i.test(basis) && basis.includes(pick.last.slice(0, 10)) && basis.includes(pick.source), `basis: ${basis}`);
    must(/\d/.test(await text('#price-figures')), 'no figures');
    must((await page.getAttribute('.plot', 'aria-label')).includes(pick.symbol), 'no label');
    return basis.split('\n')[0];
  });
  await check('another average fetches only what mentions it', async () => {
    if (!pick) skip('no asset has more than 200 bars');
    const before = requests.length;
    await page.fill('#view [name=period]', '20');
    await page.keyboard.press('Enter');
    await settled();
    const first = asked(before);
    must(first.length === 1 && first[0].pathname.includes('/indicators/') && first[0].searchParams.get('period') === '20', first.join(' ') || 'nothing was fetched');
    must(/ 20\b/.test(await text('#price-figures')), 'the figures do not name it');
    const other = averages.find(i => i.name === 'ema') ?? averages.find(i => i.name !== 'sma');
    if (!other) return 'one average only';
    const again = requests.length;
    await page.selectOption('#view [name=indicator]', other.name);
    await settled();
    must(asked(again).length === 1 && asked(again)[0].pathname.endsWith(`/indicators/${other.name}`), asked(again).join(' '));
    return `${first[0].pathname}, then ${other.name}`;
  });
  await check('range, interval and table view', async () => {
    if (!pick) skip('no asset has more than 200 bars');
    let before = requests.length;
    await page.locator('#view [value="1y"]').check({ force: true });
    await page.waitForTimeout(QUIET_MS);
    must(asked(before).length === 0, 'a range fetched again what is there');
    await page.locator('#view [value="1mo"]').check({ force: true });
    await settled();
    must(asked(before).some(url => url.searchParams.get('every') === '1mo'), 'months were not fetched');
    must(await plotted() > 300, 'the canvas is empty');
    await page.locator('#view [value="table"]').check({ force: true });
    const shown = await page.locator('#price-body [role=grid] tbody:not(.spacer) tr').count();
    must(shown >= 5 && shown <= 60, `${shown} rows`);
    await picture('table');
    for (const value of ['chart', '1d', 'all']) await page.locator(`#view [value="${value}"]`).check({ force: true });
    await settled();
  });

  // ---- recommendation ----

  const market = real.length ? 'real' : 'simulated', pool = market === 'real' ? real : simulated;
  const days = new Map();
  for (const a of pool) if (a.last) days.set(a.last.slice(0, 10), (days.get(a.last.slice(0, 10)) ?? 0) + 1);
  const commonest = [...days].sort((a, b) => b[1] - a[1])[0]?.[0];
  let allocated = false;
  await check('the form gives positions; weights and cash add up to 100 %', async () => {
    if (!pool.length) skip('no asset has more than 200 bars');
    let document = await (await ask({ horizon: '10y', capital: '50,000', as_of: commonest, market })).json();
    if (document.kind !== 'allocate') document = await (await ask({ as_of: '' })).json();
    if (document.kind !== 'allocate') skip(`insufficient: ${document.missing[0]}`);
    allocated = true;
    const weights = document.positions.reduce((sum, p) => sum + p.weight, document.cash_weight);
    const amounts = document.positions.reduce((sum, p) => sum + Number(p.amount), Number(document.cash_amount));
    must(Math.abs(weights - 1) < 1e-6, `weights add to ${weights}`);
    must(Math.abs(amounts - 50000) < 0.01, `amounts add to ${amounts}`);
    const shown = await page.$$eval('.positions .share b', all => all.map(b => parseFloat(b.textContent)));
    must(shown.length === document.positions.length + 1, `${shown.length} lines`);
    must(Math.abs(shown.reduce((a, b) => a + b, 0) - 100) <= 0.05 * shown.length + 1e-9, `shown: ${shown.join(' + ')}`);
    must((await text('#result')).includes(document.id), 'the id is not shown');
    must(document.simulated === await page.locator('#result .badge').isVisible(), 'the badge');
    return `${document.positions.length} positions and cash, as of ${document.as_of}`;
  });
  await check('reasons open, and what was left out is grouped', async () => {
    if (!allocated) skip('no positions');
    const button = page.locator('.positions .open').first();
    await button.focus();
    await page.keyboard.press('Enter');
    must(await button.getAttribute('aria-expanded') === 'true' && await page.locator('.reasons tbody tr').first().isVisible(), 'the reasons stay hidden');
    for (const name of ['Data it rests on', 'Left out']) {
      const summary = page.locator('.evidence > details > summary', { hasText: name });
      if (await summary.count()) await summary.click();
    }
    must(/[0-9a-f]{12}/.test(await text('.lineage')), 'no digest');
    const group = page.locator('.evidence details details').first();
    if (await group.count()) { await group.locator('summary').click(); await group.locator('li').first().waitFor(); }
    await picture('advice');
    await accessible('with reasons open');
  });
  await check('the answer and the form come back from the URL', async () => {
    if (!allocated) skip('no positions');
    const id = query('advice');
    must(id, 'no id in the URL');
    await page.reload();
    await page.locator('#result article').waitFor();
    must((await text('#result')).includes(id), 'another answer');
    must(await page.inputValue('#capital') === '50,000' && await page.inputValue('#view [name=period]') === '20', 'the form');
  });
  await check('a wrong value shows its fault beside the field', async () => {
    refusalExpected = true;
    const reply = await ask({ horizon: 'soon' });
    must(reply.status() >= 400, `status ${reply.status()}`);
    const said = await text('#horizon-fault');
    must(said.trim(), 'no fault');
    must(await page.getAttribute('#horizon', 'aria-invalid') === 'true', 'aria-invalid');
    must(await page.evaluate(() => document.activeElement.id === 'horizon'), 'the field has no focus');
    await page.waitForTimeout(QUIET_MS);
    await picture('fault');
    await accessible('with a fault');
    refusalExpected = false;
    await page.fill('#horizon', '10y');
    return said;
  });
  await check('an early day gives the insufficient state', async () => {
    const first = pool.map(a => a.first?.slice(0, 10)).filter(Boolean).sort()[0];
    if (!first) skip('no asset has prices');
    const document = await (await ask({ as_of: first, market })).json();
    must(document.kind === 'insufficient', `kind ${document.kind}`);
    must(await page.locator('.insufficient .missing li').count() === document.missing.length && document.missing.length > 0, 'what is missing is not listed');
    must(await page.locator('#horizon-fault').innerText() === '', 'the fault is still there');
    await picture('insufficient');
    await accessible('insufficient');
    return document.missing[0];
  });
  await check('what is simulated says so', async () => {
    if (!simulated.length) skip('nothing in this store is simulated');
    await choose(simulated[0].symbol);
    must(await page.locator('#simulated').isVisible() && await page.locator('#price .badge').first().isVisible(), 'no banner or badge');
    await picture('simulated');
    await accessible('simulated');
    await filter('');
  });

  // ---- keyboard, width, contrast ----

  await check('the keyboard alone is enough', async () => {
    if (assets.length < 3) skip('fewer than three assets');
    await page.goto(base);
    await rows().first().waitFor();
    await settled();
    await page.focus('#filter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const active = await page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.cells[0].innerText.split('\n')[0]);
    must(active, 'no row is active');
    await page.keyboard.press('Enter');
    await settled();
    must(query('asset') === active, `Enter chose ${query('asset')}, not ${active}`);
    await page.focus('#view [value=all]');
    await page.keyboard.press('ArrowLeft');
    must(query('range') === '5y', 'arrows do not change the range');
    if (await page.locator('.plot').count()) {
      await page.focus('.plot');
      await page.keyboard.press('ArrowLeft');
      must(/\d{4}-\d\d-\d\d/.test(await text('#price-body .unseen')), 'arrows do not read the chart');
    }
    await page.focus('#risk');
    const risk = Number(await page.inputValue('#risk'));
    await page.keyboard.press('End');
    must((await text('#band')).includes('100') && risk < 100, 'arrows do not move the slider');
    return active;
  });
  await check('the page does not scroll sideways', async () => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    must(wide <= width, `${wide} px wide`);
  });
  if (width < 700) await check('targets are at least 44 px', async () => {
    const small = await page.$$eval('button, select, input:not([type=radio]), summary, .choice label', all => all
      .filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 0 && e.getBoundingClientRect().height < 43.5)
      .map(e => `${e.tagName} ${e.id || e.innerText} ${e.getBoundingClientRect().height}`));
    must(small.length === 0, small.join(', '));
  });
  await check('axe finds no violation of WCAG 2.2 AA', () => accessible('whole page'));
  await picture('page');
  await check('no error, no failed request', async () => must(wrong.length === 0, wrong.slice(0, 3).join(' | ')));
  await check('nothing was asked of another origin', async () => { must(foreign.length === 0, foreign[0]); return `${requests.length} requests`; });
  await context.close();
}

await browser.close();
console.log(`${passed} passed, ${failures} failed`);
process.exit(failures ? 1 : 0);
